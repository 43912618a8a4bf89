/**
 * The newest traces of a search, without looking at the whole range: windows are read backwards from its end, each
 * longer than the last, until enough traces are certain.
 *
 *     from                                                              to
 *      |            third window             | second window  |  first  |
 *
 * The length of the first ones is counted from the newest request in what is left: hours of silence are in no window's
 * length, so hours at work are not read for the sake of a hundred traces.
 *
 * A trace that no window has shown yet has its matching spans, and so its start, before the last window. So every
 * trace found that started inside the windows is in its final place.
 */
import type { TraceId } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { durationCondition } from './duration-condition.ts';
import { eventTimeCondition } from './event-time-condition.ts';
import { SPANS_BESIDE_TRACES, spanCondition } from './span-condition.ts';
import type { TimeRange } from './time-range.ts';
import type { FoundTraces, TraceQuestion } from './trace-question.ts';

const FIRST_WINDOW_NANOS = 10_000_000_000n;
/** Each window costs about 10 ms before its first row. */
const GROWTH = 9n;
/** Of a longer window it does not matter whether all of it was at work. */
const MAX_SOUGHT_WINDOW_NANOS = 20n * 60_000_000_000n;
/** As in the sort order of `events`. */
const STEP_NANOS = 5n * 60_000_000_000n;

export async function findNewestTraces(engine: Engine, question: TraceQuestion): Promise<FoundTraces> {
  const startOf = new Map<string, bigint>();
  let readRows = 0;
  let length = FIRST_WINDOW_NANOS;
  let window = windowBefore(question.range, question.range.to, length);
  while (true) {
    const isLast = window.from <= question.range.from;
    const rest = { ...question.range, to: window.from, isOpen: false };
    length *= GROWTH;
    // Beside the window, as it would take as long after it.
    const [found, newest] = await Promise.all([
      tracesOf(engine, question, window),
      !isLast && length <= MAX_SOUGHT_WINDOW_NANOS ? newestRequest(engine, question.bin, rest) : undefined,
    ]);
    readRows += found.readRows + (newest?.readRows ?? 0);
    for (const [id, start] of found.starts) startOf.set(id, start);
    let certain = 0;
    for (const start of startOf.values()) if (start >= window.from) certain++;
    if (isLast || certain >= question.wanted) break;
    window = windowBefore(rest, newest?.until ?? rest.to, length);
  }
  const ids = [...startOf.keys()].sort((a, b) => compareNewest(a, startOf.get(a)!, b, startOf.get(b)!));
  return { ids: ids.slice(0, question.wanted), readRows };
}

/** Traces with matching spans in a window, by when they started. */
async function tracesOf(
  engine: Engine,
  question: TraceQuestion,
  window: TimeRange,
): Promise<{ starts: [TraceId, bigint][]; readRows: number }> {
  const bound = new BoundValues();
  const spans = spanCondition(question.bin, window, question.search, bound);
  const having = durationCondition(question.duration, bound);
  const { columns, readRows } = await engine.query(
    `SELECT lower(hex(trace_id)) AS id, toString(toUnixTimestamp64Nano(min(start))) AS started
     FROM traces
     WHERE bin = ${bound.add('String', question.bin)}
       AND trace_id IN (SELECT trace_id FROM events WHERE ${spans})
     GROUP BY trace_id
     ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}
     ORDER BY min(start) DESC, trace_id
     LIMIT ${bound.add('UInt32', question.wanted)}
     ${SPANS_BESIDE_TRACES}`,
    bound.params,
  );
  const starts = columns.started as string[];
  return { starts: (columns.id as TraceId[]).map((id, row) => [id, BigInt(starts[row]!)]), readRows };
}

function compareNewest(idA: string, startA: bigint, idB: string, startB: bigint): number {
  if (startA !== startB) return startA > startB ? -1 : 1;
  return idA < idB ? -1 : 1;
}

/** The end of a range, as much as reaches `length` further back than `until`. */
function windowBefore(range: TimeRange, until: bigint, length: bigint): TimeRange {
  // A last window that would be short is taken along: another query costs more than its rows.
  return { ...range, from: until - range.from <= 2n * length ? range.from : until - length };
}

/** When the last request of a range began, at most five minutes too late; its begin where there is none. */
async function newestRequest(
  engine: Engine,
  bin: string,
  range: TimeRange,
): Promise<{ until: bigint; readRows: number }> {
  const bound = new BoundValues();
  const { columns, rows, readRows } = await engine.query(
    `SELECT toFloat64(toUnixTimestamp(toStartOfFiveMinutes(time))) AS step
     FROM events
     WHERE bin = ${bound.add('String', bin)} AND entry AND ${eventTimeCondition(range.from, range.to - 1n, bound)}
     ORDER BY bin DESC, entry DESC, toStartOfFiveMinutes(time) DESC
     LIMIT 1`,
    bound.params,
  );
  if (rows === 0) return { until: range.from, readRows };
  const end = BigInt(columns.step![0] as number) * 1_000_000_000n + STEP_NANOS;
  return { until: end < range.to ? end : range.to, readRows };
}
