import type { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';
import { derivedTimeCondition } from './derived-time-condition.ts';

/**
 * A condition that keeps rows of transactions that ran in an environment: only `transactions` knows it.
 * @param columns `trace_id, span_id` where the table has the transaction's span, else `trace_id`
 */
export function environmentCondition(
  bin: string,
  environment: string,
  range: TimeRange,
  bound: BoundValues,
  columns: 'trace_id, span_id' | 'trace_id' = 'trace_id, span_id',
): string {
  return `(${columns}) IN (SELECT ${columns} FROM transactions
    WHERE bin = ${bound.add('String', bin)} AND ${derivedTimeCondition(range, bound)}
      AND environment = ${bound.add('String', environment)})`;
}
