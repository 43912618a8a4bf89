/**
 * The newest traces of a search, without looking at the whole range: windows are read backwards from its end until
 * enough traces are certain.
 *
 * A trace that no window has shown yet has its matching spans, and so its start, before the last window. So every trace
 * found that started inside the windows is in its final place. In the same way a window's traces need not all be looked
 * up: none started after the first of its matching spans.
 */
import type { TraceId } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { durationCondition } from './duration-condition.ts';
import { NewestWindows } from './newest-windows.ts';
import { readRowsOverTime } from './rows-over-time.ts';
import { SPANS_BESIDE_TRACES, spanCondition, spanConditions } from './span-condition.ts';
import { readTraceRows, type TraceRow } from './summarise-traces.ts';
import type { TimeRange } from './time-range.ts';
import type { FoundTraces, TraceQuestion } from './trace-question.ts';

/** For each trace wanted: two to four times what traces have on average, as reading twice costs more than reading more. */
const ROWS_A_TRACE = 100;
/** Where only some of them match. */
const ROWS_A_MATCH = 320;
/** Looked up beside those wanted, as a trace may have started long before the spans that match. */
const SPARE_TRACES = 0.3;

export interface NewestOptions {
  rowsATrace?: number;
  rowsAMatch?: number;
  spareTraces?: number;
}

interface WindowRead {
  starts: [TraceId, bigint][];
  readRows: number;
  /** Every trace that started then or later is found. */
  certainFrom: bigint;
  rows?: Map<TraceId, TraceRow>;
}

export async function findNewestTraces(
  engine: Engine,
  question: TraceQuestion,
  options: NewestOptions = {},
): Promise<FoundTraces> {
  const { bin, range, wanted, duration } = question;
  const { rowsATrace = ROWS_A_TRACE, rowsAMatch = ROWS_A_MATCH, spareTraces = SPARE_TRACES } = options;
  const firstRows = wanted * (isFiltered(question) ? rowsAMatch : rowsATrace);
  const rows = await readRowsOverTime(engine, bin, range);
  const windows = new NewestWindows(range, { wanted, firstRows, rows });
  const startOf = new Map<TraceId, bigint>();
  const summaries = new Map<TraceId, TraceRow>();
  let isAllLookedUp = duration.min !== undefined || duration.max !== undefined;
  let readRows = 0;
  let window = windows.first();
  while (true) {
    const read = isAllLookedUp
      ? await readAll(engine, question, window)
      : await readLatest(engine, question, window, Math.ceil(wanted * (1 + spareTraces)));
    readRows += read.readRows;
    for (const [id, start] of read.starts) startOf.set(id, start);
    for (const [id, row] of read.rows ?? []) summaries.set(id, row);
    let certain = 0;
    for (const start of startOf.values()) if (start >= read.certainFrom) certain++;
    if (read.certainFrom <= range.from || certain >= wanted) break;
    // Traces that are much longer than what they have of this window: the same again would not come far.
    isAllLookedUp ||= read.certainFrom > window.from;
    window = windows.next(read.certainFrom, certain);
  }
  const ids = [...startOf.keys()].sort((a, b) => compareNewest(a, startOf.get(a)!, b, startOf.get(b)!));
  return { ids: ids.slice(0, wanted), readRows, rows: summaries };
}

/** Looks up those traces of a window whose matching spans began last: they may have begun last themselves. */
async function readLatest(
  engine: Engine,
  { bin, search }: TraceQuestion,
  window: TimeRange,
  count: number,
): Promise<WindowRead> {
  const bound = new BoundValues();
  const spans = spanConditions(bin, window, search, bound).map(
    (condition) => `SELECT trace_id, time FROM events WHERE ${condition}`,
  );
  const { columns, readRows } = await engine.query(
    `SELECT lower(hex(trace_id)) AS id, toString(toUnixTimestamp64Nano(min(time))) AS first
     FROM (${spans.join(' UNION ALL ')})
     GROUP BY trace_id
     ORDER BY min(time) DESC, trace_id
     LIMIT ${bound.add('UInt32', count + 1)}`,
    bound.params,
  );
  const ids = columns.id as TraceId[];
  const leftOut = columns.first![count] as string | undefined;
  const looked = await readTraceRows(engine, bin, ids.slice(0, count));
  return {
    starts: [...looked.rows].map(([id, { start }]) => [id, start]),
    readRows: readRows + looked.readRows,
    certainFrom: leftOut === undefined ? window.from : BigInt(leftOut) + 1n,
    rows: looked.rows,
  };
}

/** The traces of a window that started last, of those that are as long as asked for. */
async function readAll(engine: Engine, question: TraceQuestion, window: TimeRange): Promise<WindowRead> {
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
  return {
    starts: (columns.id as TraceId[]).map((id, row) => [id, BigInt(starts[row]!)]),
    readRows,
    certainFrom: window.from,
  };
}

function isFiltered({ search, duration }: TraceQuestion): boolean {
  const { attribute = [], errors = false, name = '', service = '' } = search;
  const isAny = attribute.length === 0 && !errors && name === '' && service === '';
  return !isAny || duration.min !== undefined || duration.max !== undefined;
}

function compareNewest(idA: string, startA: bigint, idB: string, startB: bigint): number {
  if (startA !== startB) return startA > startB ? -1 : 1;
  return idA < idB ? -1 : 1;
}
