import { BadRequestError } from '../../../errors.ts';
import type { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';

export interface ErrorScope {
  bin: string;
  range: TimeRange;
  service: string | undefined;
  environment: string | undefined;
  transaction: string | undefined;
  /** 16 hex digits. */
  group: string | undefined;
}

/** A condition on rows of `errors`. */
export function errorCondition(scope: ErrorScope, bound: BoundValues): string {
  const { bin, range, service, environment, transaction, group } = scope;
  const where = [`bin = ${bound.add('String', bin)}`, derivedTimeCondition(range, bound)];
  if (group !== undefined) where.push(`group = ${bound.add('UInt64', BigInt(`0x${group}`).toString())}`);
  if (service !== undefined) where.push(`service = ${bound.add('String', service)}`);
  if (transaction !== undefined) where.push(`transaction = ${bound.add('String', transaction)}`);
  if (environment !== undefined) where.push(`environment = ${bound.add('String', environment)}`);
  return where.join(' AND ');
}

/** @throws BadRequestError `bad-group` */
export function parseGroup(text: string): string {
  if (/^[0-9a-f]{16}$/i.test(text)) return text.toLowerCase();
  throw new BadRequestError('bad-group', 'A group of errors has 16 hex digits.', {
    hint: 'GET /api/bins/:bin/errors names the groups.',
  });
}
