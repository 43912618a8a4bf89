/**
 * How far around a range the spans of its traces lie. Nearly all traces are short, so other spans are looked for a little
 * beside the range; the traces that go beyond that are found in the table of traces, which knows when each began and
 * ended, and are read by their ids. So related fields are exact over all that the bin keeps, and one trace of a week
 * does not make every question read that week.
 */
import { type Condition, type Filter, isFilter } from '@tracebin/model';
import { filterSql } from './condition-sql.ts';
import { type FieldBook, relatedField } from './field-book.ts';
import type { QuestionRun } from './question-run.ts';
import type { ReadyQuestion } from './ready-question.ts';
import type { Reach } from './relatives.ts';

const NEAR_NANOS = 3_600_000_000_000n;
/** A longer list costs more than reading the stretch: the filter on trace ids lets most blocks through then. */
const MAX_FAR_TRACES = 1_000;

export function nearReach({ range }: Pick<ReadyQuestion, 'range'>): Reach {
  return { near: { from: range.from - NEAR_NANOS, to: range.to + NEAR_NANOS } };
}

/**
 * @param rows FROM and WHERE of rows that have all of the question's traces
 */
export async function readReach(run: QuestionRun, ready: ReadyQuestion, rows: string): Promise<Reach> {
  const reach = nearReach(ready);
  const { bound } = run;
  const ofBin = `bin = ${bound.add('String', ready.bin.bin)}`;
  const all = await run.query(
    `SELECT toString(toUnixTimestamp64Nano(min(start))) AS low, toString(toUnixTimestamp64Nano(max(end))) AS high
FROM traces
WHERE ${ofBin}`,
  );
  const { near } = reach;
  if (
    BigInt(all.columns.low![0] as string) >= near.from &&
    BigInt(all.columns.high![0] as string) <= near.to
  ) {
    return reach;
  }
  const [from, to] = [bound.addTime(near.from), bound.addTime(near.to)];
  const { columns } = await run.query(
    `SELECT count() AS n, toString(toUnixTimestamp64Nano(min(low))) AS low, toString(toUnixTimestamp64Nano(max(high))) AS high,
  groupArray(${MAX_FAR_TRACES})(lower(hex(trace_id))) AS ids
FROM (
  SELECT trace_id, min(start) AS low, max(end) AS high
  FROM traces
  WHERE ${ofBin} AND trace_id IN (SELECT trace_id FROM ${rows})
  GROUP BY trace_id
  HAVING low < ${from} OR high > ${to}
)`,
  );
  const count = Number(columns.n![0]);
  if (count === 0) return reach;
  return {
    near,
    far: {
      from: BigInt(columns.low![0] as string),
      to: BigInt(columns.high![0] as string),
      traceIds: count > MAX_FAR_TRACES ? undefined : (columns.ids![0] as string[]),
    },
  };
}

/** What rows must meet for themselves alone: the parts of a condition that name no other span. */
export function ownConditions(condition: Condition | undefined, fields: FieldBook): string[] {
  if (condition === undefined) return [];
  const parts = 'and' in condition ? condition.and : [condition];
  return parts
    .filter((part): part is Filter => isFilter(part) && relatedField(part.column) === undefined)
    .map((part) => filterSql(part, fields));
}
