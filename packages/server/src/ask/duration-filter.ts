import { type Nanoseconds, parseDuration } from '@tracebin/model';
import { BadRequestError } from '../errors.ts';

export interface DurationFilter {
  min?: Nanoseconds;
  max?: Nanoseconds;
}

/** @throws BadRequestError `bad-duration` when one cannot be read, or the smallest is above the largest */
export function parseDurationFilter(request: {
  minDuration?: string | undefined;
  maxDuration?: string | undefined;
}): DurationFilter {
  const filter: DurationFilter = {};
  if (request.minDuration !== undefined) filter.min = parse(request.minDuration, 'minDuration');
  if (request.maxDuration !== undefined) filter.max = parse(request.maxDuration, 'maxDuration');
  if (filter.min !== undefined && filter.max !== undefined && filter.min > filter.max) {
    throw new BadRequestError('bad-duration', 'The smallest duration is above the largest.', {
      hint: `"minDuration" is ${request.minDuration}, "maxDuration" is ${request.maxDuration}: exchange them.`,
    });
  }
  return filter;
}

function parse(text: string, parameter: string): Nanoseconds {
  const duration = parseDuration(text);
  if (duration !== undefined) return duration;
  throw new BadRequestError(
    'bad-duration',
    `"${parameter}" is not a duration: ${JSON.stringify(text.slice(0, 80))}`,
    {
      hint: 'Write a number with its unit: 100ms, 1.5s, 2m. A number alone is nanoseconds.',
    },
  );
}
