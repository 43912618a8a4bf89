import type { Maps, NativeReader, Texts, Words } from '../store/native/index.ts';
import { PARAMETER_PREFIX, type SpanDetails } from './analyse/trace-spans.ts';
import type { KnownTexts } from './known-texts.ts';

/** Columns of a block; ids as digits, one after another. */
export interface SpanBlock {
  bytes: Buffer;
  spanIds: string;
  parentIds: string;
  times: Int32Array;
  durations: Int32Array;
  names: Words;
  services: Words;
  kinds: Uint8Array;
  statuses: Uint8Array;
  layers: Uint8Array;
  sampleRates: Float64Array;
  expiries: Uint32Array;
  statusMessages: Texts;
  scopes: Words;
  strings: Maps<Texts>;
  isParameter: readonly boolean[];
  ints: Maps<Int32Array>;
  /** By row. */
  resources: readonly SpanDetails[];
  exceptions: Texts;
}

/** Reads what comes after the ids of the traces. */
export function readBlock(reader: NativeReader, known: KnownTexts): SpanBlock {
  const { bytes } = reader;
  const block = {
    bytes,
    spanIds: hexOf(reader.fixed('span_id', 8)),
    parentIds: hexOf(reader.fixed('parent_span_id', 8)),
    times: reader.int64('time'),
    durations: reader.int64('duration'),
    names: reader.words('name'),
    services: reader.words('service'),
    kinds: reader.bytesOf('kind'),
    statuses: reader.bytesOf('status'),
    layers: reader.bytesOf('layer'),
    sampleRates: reader.doubles('sample_rate'),
    expiries: reader.uint32('expires_at'),
    statusMessages: reader.texts('said'),
    scopes: reader.words('scope_name'),
    strings: reader.textMaps('texts'),
    ints: reader.int64Maps('numbers'),
    resources: resourcesOf(bytes, known, reader.textMaps('origin')),
    exceptions: reader.texts('exception'),
  };
  const isParameter = block.strings.keys.words.map((key) => key.startsWith(PARAMETER_PREFIX));
  return { ...block, isParameter };
}

/** Spans of a process have the same one after another. */
function resourcesOf(bytes: Buffer, known: KnownTexts, { ends, keys, values }: Maps<Texts>): SpanDetails[] {
  const found: SpanDetails[] = [];
  let from = 0;
  let last: SpanDetails = {};
  let lastFrom = 0;
  let lastTo = 0;
  for (let row = 0; row < ends.length; row++) {
    const to = ends[row]!;
    if (!isSame(bytes, keys, values, lastFrom, lastTo, from, to)) {
      const details: Record<string, string> = {};
      for (let at = from; at < to; at++) {
        details[keys.words[keys.places[at]!]!] = known.of(bytes, values, at);
      }
      last = details;
      lastFrom = from;
      lastTo = to;
    }
    found.push(last);
    from = to;
  }
  return found;
}

/** Whether two rows of maps have the same keys and values. */
function isSame(
  bytes: Buffer,
  keys: Words,
  { starts, ends }: Texts,
  from: number,
  to: number,
  otherFrom: number,
  otherTo: number,
): boolean {
  const size = to - from;
  if (otherTo - otherFrom !== size) return false;
  if (size === 0) return true;
  for (let index = 0; index < size; index++) {
    if (keys.places[from + index] !== keys.places[otherFrom + index]) return false;
  }
  // Values with their lengths lie one after another; of the first the length may lie further before.
  if (ends[from]! - starts[from]! !== ends[otherFrom]! - starts[otherFrom]!) return false;
  const begin = starts[from]! - 1;
  const otherBegin = starts[otherFrom]! - 1;
  return bytes.compare(bytes, otherBegin, ends[otherTo - 1], begin, ends[to - 1]) === 0;
}

export function hexOf(ids: Uint8Array): string {
  return Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength).toString('hex');
}
