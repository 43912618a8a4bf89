/** A trace of its spans, wherever they lie in what was read. */
import { Layer, type StringIndex, stableHash } from '@tracebin/model';
import type { Maps, Texts, Words } from '../store/native/index.ts';
import type { SpanDetails, SpanException, TraceSpans } from './analyse/trace-spans.ts';
import type { KnownTexts } from './known-texts.ts';
import type { SpanBlock } from './span-block.ts';

const TWO_POW_32 = 2 ** 32;
const NO_PARENT = '0'.repeat(16);

/** Where the spans of a trace are: a block and a row in it for each. */
export interface SpanPlaces {
  bin: string;
  traceId: string;
  blocks: SpanBlock[];
  rows: number[];
}

/** Texts of many traces, each once. */
export class StringTable {
  readonly strings: string[] = [];
  readonly #places = new Map<string, StringIndex>();

  add(text: string): StringIndex {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.strings.push(text) - 1;
      this.#places.set(text, place);
    }
    return place;
  }
}

/** One loop for all columns: with one for each it took twice as long. */
export function traceOf(
  { bin, traceId, blocks, rows }: SpanPlaces,
  strings: StringTable,
  known: KnownTexts,
): TraceSpans {
  const { start, starts } = startsOf(blocks, rows);
  const order = orderOf(blocks, rows, starts);
  const trace = emptyTrace(order.length);
  let expiresAt = 0;
  for (let span = 0; span < order.length; span++) {
    const place = order[span]!;
    const block = blocks[place]!;
    const row = rows[place]!;
    const parentId = block.parentIds.substring(row * 16, row * 16 + 16);
    const details: Record<string, string> = {};
    const parameters = readStrings(block, row, details, known);
    const detail = details['db.query.text'] ?? details['url.full'] ?? details['url.path'];
    readInts(block.ints, row, details);
    expiresAt = Math.max(expiresAt, block.expiries[row]!);
    trace.spanId[span] = block.spanIds.substring(row * 16, row * 16 + 16);
    trace.parentSpanId[span] = parentId === NO_PARENT ? '' : parentId;
    trace.start[span] = starts[place]!;
    trace.duration[span] = numberAt(block.durations, row);
    trace.name[span] = strings.add(wordAt(block.names, row));
    trace.service[span] = strings.add(wordAt(block.services, row));
    trace.kind[span] = block.kinds[row]!;
    trace.status[span] = block.statuses[row]!;
    trace.layer[span] = block.layers[row]!;
    trace.detail[span] = detail === undefined ? -1 : strings.add(detail);
    trace.parameters[span] = parameters === '' ? -1 : strings.add(parameters);
    trace.sampleRate[span] = block.sampleRates[row]!;
    trace.statusMessage[span] = textAt(block.bytes, block.statusMessages, row);
    trace.scope[span] = wordAt(block.scopes, row);
    trace.attributes[span] = details;
    trace.resource[span] = block.resources[row]!;
    trace.exceptions[span] = exceptionOf(textAt(block.bytes, block.exceptions, row));
  }
  const { sampleRate, statusMessage, scope, attributes, resource, exceptions, ...spans } = trace;
  return {
    bin,
    traceId,
    start,
    expiresAt,
    strings: strings.strings,
    spans,
    sampleRate,
    statusMessage,
    scope,
    attributes,
    resource,
    exceptions,
  };
}

/** @returns of all parameters of a statement one hash: whether two runs had the same is all that is asked */
function readStrings(
  { bytes, strings, isParameter, layers }: SpanBlock,
  row: number,
  details: Record<string, string>,
  known: KnownTexts,
): string {
  const { ends, keys, values } = strings;
  let parameters = '';
  for (let at = row === 0 ? 0 : ends[row - 1]!; at < ends[row]!; at++) {
    const place = keys.places[at]!;
    if (!isParameter[place]) details[keys.words[place]!] = known.of(bytes, values, at);
    else if (layers[row] === Layer.db)
      parameters += `${keys.words[place]}\0${bytes.toString('latin1', values.starts[at], values.ends[at])}\0`;
  }
  return parameters === '' ? '' : stableHash(parameters);
}

function emptyTrace(spans: number) {
  const array = <T>(): T[] => new Array<T>(spans);
  return {
    spanId: array<string>(),
    parentSpanId: array<string>(),
    start: array<number>(),
    duration: array<number>(),
    name: array<StringIndex>(),
    service: array<StringIndex>(),
    kind: array<number>(),
    status: array<number>(),
    layer: array<number>(),
    detail: array<StringIndex>(),
    host: array<StringIndex>().fill(-1),
    parameters: array<StringIndex>(),
    sampleRate: array<number>(),
    statusMessage: array<string>(),
    scope: array<string>(),
    attributes: array<SpanDetails>(),
    resource: array<SpanDetails>(),
    exceptions: array<SpanException | undefined>(),
  };
}

/** When a trace began, and its spans after it. */
function startsOf(
  blocks: readonly SpanBlock[],
  rows: readonly number[],
): { start: bigint; starts: number[] } {
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (let place = 0; place < rows.length; place++) {
    const { times } = blocks[place]!;
    const itsLow = times[rows[place]! * 2]! >>> 0;
    const itsHigh = times[rows[place]! * 2 + 1]!;
    if (itsHigh < high || (itsHigh === high && itsLow < low)) {
      low = itsLow;
      high = itsHigh;
    }
  }
  const starts = rows.map((row, place) => {
    const { times } = blocks[place]!;
    return (times[row * 2 + 1]! - high) * TWO_POW_32 + ((times[row * 2]! >>> 0) - low);
  });
  return { start: (BigInt(high) << 32n) | BigInt(low), starts };
}

/** Places by start, then the longest first, then by id; of spans that came twice the first. */
function orderOf(blocks: readonly SpanBlock[], rows: readonly number[], starts: readonly number[]): number[] {
  const ids = rows.map((row, place) => blocks[place]!.spanIds.substring(row * 16, row * 16 + 16));
  const order = rows.map((_, place) => place);
  order.sort(
    (a, b) =>
      starts[a]! - starts[b]! ||
      numberAt(blocks[b]!.durations, rows[b]!) - numberAt(blocks[a]!.durations, rows[a]!) ||
      (ids[a]! < ids[b]! ? -1 : 1),
  );
  if (new Set(ids).size === ids.length) return order;
  const seen = new Set<string>();
  return order.filter((place) => {
    if (seen.has(ids[place]!)) return false;
    seen.add(ids[place]!);
    return true;
  });
}

function readInts(
  { ends, keys, values }: Maps<Int32Array>,
  row: number,
  details: Record<string, string>,
): void {
  for (let at = row === 0 ? 0 : ends[row - 1]!; at < ends[row]!; at++) {
    const low = values[at * 2]!;
    const high = values[at * 2 + 1]!;
    const isSmall = high === low >> 31;
    details[keys.words[keys.places[at]!]!] = isSmall
      ? String(low)
      : String((BigInt(high) << 32n) | BigInt(low >>> 0));
  }
}

/** A number without sign. */
function numberAt(halves: Int32Array, row: number): number {
  return (halves[row * 2 + 1]! >>> 0) * TWO_POW_32 + (halves[row * 2]! >>> 0);
}

function wordAt({ words, places }: Words, row: number): string {
  return words[places[row]!]!;
}

function textAt(bytes: Buffer, { starts, ends }: Texts, row: number): string {
  return starts[row] === ends[row] ? '' : bytes.toString('utf8', starts[row], ends[row]);
}

function exceptionOf(json: string): SpanException | undefined {
  if (json === '') return undefined;
  try {
    const attributes = JSON.parse(json) as Record<string, unknown>;
    const text = (key: string): string => (typeof attributes[key] === 'string' ? attributes[key] : '');
    return {
      type: text('exception.type'),
      message: text('exception.message'),
      stacktrace: text('exception.stacktrace'),
    };
  } catch {
    // Cut off in the middle: the span says that it failed, and with which message.
    return undefined;
  }
}
