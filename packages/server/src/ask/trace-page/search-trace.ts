import { EventType, type TraceMatchesAnswer } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { eventsOfTrace, findTrace } from '../find-trace.ts';
import { LOG_MARGIN_NANOS } from '../get-span.ts';
import { parseTraceId } from '../trace-id.ts';
import { textCondition } from './text-condition.ts';

const MAX_TEXT = 200;
/** Each is looked for in everything that the trace has. */
const MAX_WORDS = 10;
/** 50,000 ids are a megabyte of JSON. */
const MAX_MATCHES = 50_000;
const TIMEOUT_MS = 10_000;
/** Of a trace of 100,000 spans the texts are some hundred megabytes. */
const MAX_MEMORY_BYTES = 2 * 1024 ** 3;

/**
 * Which spans of a trace have every word of a text: in what is known of the span, or in one of its log records.
 *
 * @throws BadRequestError `bad-trace-id`, `bad-search`
 * @throws NotFoundError
 */
export async function searchTrace(
  engine: Engine,
  bin: BinScope,
  traceIdText: string,
  text: string,
  {
    nowMs = Date.now(),
    maxMatches = MAX_MATCHES,
    signal,
  }: { nowMs?: number; maxMatches?: number; signal?: AbortSignal } = {},
): Promise<TraceMatchesAnswer> {
  const traceId = parseTraceId(traceIdText);
  const words = wordsOf(text);
  const extent = await findTrace(engine, bin, traceId, nowMs);
  const bound = new BoundValues();
  const found = words.map((word, at) => `${textCondition(word, bound)} AS has_${at}`);
  const all = words.map((_, at) => `max(has_${at})`);
  const { columns, rows } = await engine.query(
    `SELECT lower(hex(span_id)) AS id
     FROM (
       SELECT span_id, type, time, ${found.join(', ')}
       FROM events
       WHERE ${eventsOfTrace(bin.bin, traceId, extent, LOG_MARGIN_NANOS, bound)}
         AND span_id != toFixedString('', 8)
     )
     GROUP BY span_id
     HAVING countIf(type = ${EventType.span}) > 0 AND ${all.join(' AND ')}
     ORDER BY minIf(time, type = ${EventType.span}), span_id
     LIMIT ${bound.add('UInt32', maxMatches + 1)}
     SETTINGS merge_tree_min_rows_for_concurrent_read = 4096, merge_tree_min_bytes_for_concurrent_read = 100000`,
    bound.params,
    { timeoutMs: TIMEOUT_MS, maxMemoryBytes: MAX_MEMORY_BYTES, ...(signal === undefined ? {} : { signal }) },
  );
  return { spanIds: (columns.id as string[]).slice(0, maxMatches), more: rows > maxMatches };
}

/** @throws BadRequestError `bad-search` */
function wordsOf(text: string): string[] {
  const hint = `Give "text" with 1 to ${MAX_WORDS} words, at most ${MAX_TEXT} characters.`;
  if (text.length > MAX_TEXT) {
    throw new BadRequestError('bad-search', `The text to look for has ${text.length} characters.`, { hint });
  }
  const all = new Map(text.split(/\s+/).map((word) => [word.toLowerCase(), word]));
  all.delete('');
  // What is part of another word is found where that one is.
  const words = [...all].flatMap(([lower, word]) =>
    [...all.keys()].some((other) => other !== lower && other.includes(lower)) ? [] : [word],
  );
  if (words.length === 0) throw new BadRequestError('bad-search', 'There is no text to look for.', { hint });
  if (words.length > MAX_WORDS) {
    throw new BadRequestError('bad-search', `The text to look for has ${words.length} words.`, { hint });
  }
  return words;
}
