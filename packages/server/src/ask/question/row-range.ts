/** The rows that a question's bin, kind of rows and range of time leave. */
import { type Dataset, EventType } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import { eventTimeCondition } from '../event-time-condition.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import type { TimeRange } from '../time-range.ts';
import type { ReadyQuestion } from './ready-question.ts';

const TYPES = {
  spans: `type = ${EventType.span}`,
  logs: `type = ${EventType.log}`,
  events: `type = ${EventType.event}`,
  all: 'true',
} as const;

export const ARE_SPANS = TYPES.spans;

export const tableOf = (dataset: Dataset): 'events' | 'transactions' =>
  dataset === 'transactions' ? 'transactions' : 'events';

export function withinRange({ bin, dataset, range }: ReadyQuestion, bound: BoundValues): string[] {
  const ofBin = `bin = ${bound.add('String', bin.bin)}`;
  return dataset === 'transactions'
    ? [ofBin, derivedTimeCondition({ ...range, isOpen: false }, bound)]
    : [ofBin, endedTimeCondition(range, bound), TYPES[dataset]];
}

/** A range always ends, so that the same question later has the same answer. */
export function endedTimeCondition({ from, to }: TimeRange, bound: BoundValues): string {
  return eventTimeCondition(from, to - 1n, bound);
}
