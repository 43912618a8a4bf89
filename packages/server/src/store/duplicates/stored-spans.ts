/** Asks the store which spans it has. */
import type { Engine } from '../engine/engine.ts';
import type { HashSet } from './hash-set.ts';
import type { SpanHash } from './span-hash.ts';

/** As many as fit into a statement of the default size. */
const TRACES_PER_QUERY = 3000;
/** `2^63 - 1` nanoseconds: the latest time there is. */
const END_OF_TIME = '9223372036854775807';

/** Trace id and span id as six words, as SpanHash takes them. */
const WORDS = [
  ...[1, 5, 9, 13].map((at) => `reinterpretAsUInt32(substring(trace_id, ${at}, 4)) AS word${at}`),
  ...[1, 5].map((at) => `reinterpretAsUInt32(substring(span_id, ${at}, 4)) AS span_word${at}`),
].join(', ');
const WORD_NAMES = ['word1', 'word5', 'word9', 'word13', 'span_word1', 'span_word5'];

/**
 * As a subquery, because the engine turns `IN` with a constant array into `has`, which reads the whole table
 * (measured at 555,000 traces: 1,000 ms against 12 ms).
 */
const TRACE_KEYS = `(bin, trace_id) IN (
  SELECT key.1, toFixedString(unhex(key.2), 16) FROM (SELECT arrayJoin(arrayZip({bins:Array(String)}, {traces:Array(String)})) AS key))`;

export interface TraceKey {
  bin: string;
  /** 32 hex digits. */
  traceId: string;
}

/**
 * Adds the hashes of all stored spans of these traces.
 *
 * The table `traces` is asked first: most of the time it knows none of them, and where it does, it tells which days to
 * look at. After an insert that failed half-way it may lack traces whose spans are there; then `isTracesReliable` is
 * false and every day is searched.
 */
export async function findStoredSpans(
  engine: Engine,
  traces: readonly TraceKey[],
  hash: SpanHash,
  found: HashSet,
  isTracesReliable: boolean,
): Promise<void> {
  for (let from = 0; from < traces.length; from += TRACES_PER_QUERY) {
    const some = traces.slice(from, from + TRACES_PER_QUERY);
    const asked = { bins: some.map(({ bin }) => bin), traces: some.map(({ traceId }) => traceId) };
    const search = isTracesReliable
      ? await narrowed(engine, asked)
      : { ...asked, first: '0', last: END_OF_TIME };
    if (search === undefined) continue;
    const spans = await engine.query(
      `SELECT bin, kind, ${WORDS} FROM events
       WHERE type = 0 AND bin IN {bins:Array(String)} AND ${TRACE_KEYS}
         AND time BETWEEN fromUnixTimestamp64Nano({first:Int64}) AND fromUnixTimestamp64Nano({last:Int64})`,
      search,
    );
    addHashes(spans.columns, spans.rows, hash, (low, high) => found.add(low, high));
  }
}

/** Those of the traces that are known, and the time in which they lie; undefined when none is. */
async function narrowed(engine: Engine, asked: { bins: string[]; traces: string[] }) {
  const known = await engine.query(
    `SELECT bin, hex(trace_id) AS trace, toUnixTimestamp64Nano(min(start)) AS first, toUnixTimestamp64Nano(max(end)) AS last
     FROM traces WHERE ${TRACE_KEYS} GROUP BY bin, trace_id`,
    asked,
  );
  if (known.rows === 0) return undefined;
  const columns = known.columns as { bin: string[]; trace: string[]; first: string[]; last: string[] };
  return {
    bins: columns.bin,
    traces: columns.trace,
    first: least(columns.first),
    last: greatest(columns.last),
  };
}

/**
 * Reads the spans that were received lately.
 *
 * @returns since when all of them have been read, in milliseconds
 */
export async function readRecentSpans(
  engine: Engine,
  sinceMs: number,
  maxSpans: number,
  hash: SpanHash,
  add: (low: number, high: number) => void,
): Promise<number> {
  const { columns, rows } = await engine.query(
    `SELECT bin, kind, ${WORDS}, toUnixTimestamp(received_at) AS received FROM events
     WHERE type = 0 AND received_at >= fromUnixTimestamp({since:UInt32})
     ORDER BY received_at DESC LIMIT {limit:UInt32}`,
    { since: Math.floor(sinceMs / 1000), limit: maxSpans },
  );
  addHashes(columns, rows, hash, add);
  if (rows < maxSpans) return sinceMs;
  // The oldest second may have been cut by the limit.
  return rows === 0 ? Date.now() : (Number(columns.received?.[rows - 1]) + 1) * 1000;
}

/** The days on which stored events lie, as `2026-01-31`; it reads what is known of the parts and no event. */
export async function readDays(engine: Engine): Promise<string[]> {
  const { columns } = await engine.query(
    `SELECT DISTINCT partition FROM system.parts
     WHERE active AND database = currentDatabase() AND table = 'events'`,
  );
  return (columns.partition ?? []) as string[];
}

function addHashes(
  columns: Record<string, unknown[]>,
  rows: number,
  hash: SpanHash,
  add: (low: number, high: number) => void,
): void {
  const bins = columns.bin as string[];
  const kinds = columns.kind as number[];
  const words = WORD_NAMES.map((name) => columns[name] as number[]);
  let openBin: string | undefined;
  for (let row = 0; row < rows; row++) {
    if (bins[row] !== openBin) {
      openBin = bins[row];
      hash.openBin(openBin as string);
    }
    hash.ofWords(
      words.map((column) => column[row] as number),
      kinds[row] as number,
    );
    add(hash.low, hash.high);
  }
}

/** Decimal numbers of 64 bits, compared as such. */
function least(numbers: string[]): string {
  return numbers.reduce((a, b) => (BigInt(a) < BigInt(b) ? a : b), END_OF_TIME);
}

function greatest(numbers: string[]): string {
  return numbers.reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b), '0');
}
