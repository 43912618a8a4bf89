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
const MAX_NAMED_TRACES = 1_000;

export function nearReach({ range }: Pick<ReadyQuestion, 'range'>): Reach {
  return { near: { from: range.from - NEAR_NANOS, to: range.to + NEAR_NANOS } };
}

/**
 * @param rows FROM and WHERE of rows that have all of the question's traces
 */
export async function readReach(run: QuestionRun, ready: ReadyQuestion, rows: string): Promise<Reach> {
  const ofBin = `bin = ${run.bound.add('String', ready.bin.bin)}`;
  const [traces, isNear] = await Promise.all([
    tracesOf(run, rows),
    isAllWithin(nearReach(ready), run, ofBin),
  ]);
  const reach: Reach = { ...nearReach(ready), ...traces };
  return isNear ? reach : { ...reach, ...(await farReach(reach, ready, run, { ofBin, rows })) };
}

/** Which traces the rows are of, where that is worth knowing. */
async function tracesOf(run: QuestionRun, rows: string): Promise<Pick<Reach, 'traceIds' | 'isWide'>> {
  const { columns } = await run.query(
    `SELECT count() AS n, arrayMap(id -> lower(hex(id)), groupUniqArray(${MAX_NAMED_TRACES + 1})(trace_id)) AS ids
FROM (SELECT trace_id FROM ${rows} LIMIT ${run.manyRows})`,
  );
  if (Number(columns.n![0]) >= run.manyRows) return { isWide: true };
  const traceIds = columns.ids![0] as string[];
  return traceIds.length > MAX_NAMED_TRACES ? {} : { traceIds };
}

async function isAllWithin({ near }: Reach, run: QuestionRun, ofBin: string): Promise<boolean> {
  const { columns } = await run.query(
    `SELECT toString(toUnixTimestamp64Nano(min(start))) AS low, toString(toUnixTimestamp64Nano(max(end))) AS high
FROM traces
WHERE ${ofBin}`,
  );
  return BigInt(columns.low![0] as string) >= near.from && BigInt(columns.high![0] as string) <= near.to;
}

/** Where the traces lie that have spans outside of what is near. */
async function farReach(
  { near, traceIds, isWide }: Reach,
  { range }: ReadyQuestion,
  run: QuestionRun,
  { ofBin, rows }: { ofBin: string; rows: string },
): Promise<Pick<Reach, 'far'>> {
  const { bound } = run;
  const [from, to] = [bound.addTime(near.from), bound.addTime(near.to)];
  // Of very many rows the extents alone tell which traces may have one in the range, at a third of the cost.
  const overlaps =
    isWide === true ? [`low <= ${bound.addTime(range.to)}`, `high >= ${bound.addTime(range.from)}`] : [];
  const named = traceIds === undefined ? `(SELECT trace_id FROM ${rows})` : bound.addTraceIds(traceIds);
  const { columns } = await run.query(
    `SELECT count() AS n, toString(toUnixTimestamp64Nano(min(low))) AS low, toString(toUnixTimestamp64Nano(max(high))) AS high,
  groupArray(${MAX_NAMED_TRACES})(lower(hex(trace_id))) AS ids
FROM (
  SELECT trace_id, min(start) AS low, max(end) AS high
  FROM traces
  WHERE ${[ofBin, ...(isWide === true ? [] : [`trace_id IN ${named}`])].join(' AND ')}
  GROUP BY trace_id
  HAVING ${[...overlaps, `(low < ${from} OR high > ${to})`].join(' AND ')}
)`,
  );
  const count = Number(columns.n![0]);
  if (count === 0) return {};
  return {
    far: {
      from: BigInt(columns.low![0] as string),
      to: BigInt(columns.high![0] as string),
      traceIds: count > MAX_NAMED_TRACES ? undefined : (columns.ids![0] as string[]),
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
