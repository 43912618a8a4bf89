/**
 * Reads and writes the headers that carry a trace from service to service: W3C Trace Context; B3 and
 * `X-Honeycomb-Trace` are read where the W3C header is missing.
 */
import { hexToWord, randomWord } from './random-ids.ts';
import type { RecordedSpan } from './span.ts';
import type { RemoteParent } from './tracer.ts';

type Headers = Record<string, string | string[] | undefined>;

const HEX = /^[0-9a-f]+$/;

/** Longer values are ignored, not cut: a cut one would be wrong. */
const MAX_TRACESTATE_LENGTH = 512;

export function extractParent(headers: Headers): RemoteParent | undefined {
  const traceparent = headers.traceparent;
  if (typeof traceparent === 'string') return fromTraceparent(traceparent, headers.tracestate);
  if (typeof headers.b3 === 'string') return fromB3(headers.b3);
  const multi = headers['x-b3-traceid'];
  const sampled = headers['x-b3-flags'] === '1' ? '1' : headers['x-b3-sampled'];
  if (typeof multi === 'string') return fromB3(`${multi}-${headers['x-b3-spanid'] ?? ''}-${sampled ?? '1'}`);
  if (typeof sampled === 'string') return decided(sampled);
  const honeycomb = headers['x-honeycomb-trace'];
  return typeof honeycomb === 'string' ? fromHoneycomb(honeycomb) : undefined;
}

/** W3C Trace Context, section 3.2: version-traceid-parentid-flags; unknown versions may have more parts. */
function fromTraceparent(value: string, tracestate: string | string[] | undefined): RemoteParent | undefined {
  if (value.length < 55 || value.startsWith('ff') || (value.startsWith('00') && value.length !== 55))
    return undefined;
  if (value[2] !== '-' || value[35] !== '-' || value[52] !== '-') return undefined;
  const flags = value.slice(53, 55);
  if (!HEX.test(flags)) return undefined;
  const state = Array.isArray(tracestate) ? tracestate.join(',') : (tracestate ?? '');
  return parent(
    value.slice(3, 35),
    value.slice(36, 52),
    (Number.parseInt(flags, 16) & 1) === 1,
    state.length > MAX_TRACESTATE_LENGTH ? '' : state,
  );
}

function fromB3(value: string): RemoteParent | undefined {
  if (value.length <= LONGEST_DECISION) return decided(value);
  const [traceId = '', spanId = '', sampled = '1'] = value.toLowerCase().split('-');
  return parent(traceId.padStart(32, '0'), spanId, YES.test(sampled), '');
}

const YES = /^(1|d|true)$/;
const NO = /^(0|false)$/;
const LONGEST_DECISION = 'false'.length;

/**
 * B3 without ids: a caller that has no trace, and says whether there is to be one (openzipkin/b3-propagation, "Single Header",
 * and `X-B3-Sampled` alone). So a new trace without a parent, decided as it says.
 */
function decided(value: string): RemoteParent | undefined {
  const said = value.toLowerCase();
  const sampled = YES.test(said);
  if (!sampled && !NO.test(said)) return undefined;
  const ids = { trace0: randomWord(), trace1: randomWord(), trace2: randomWord(), trace3: randomWord() };
  return { ...ids, id0: 0, id1: 0, sampled, traceState: '' };
}

function fromHoneycomb(value: string): RemoteParent | undefined {
  const traceId = /trace_id=([0-9a-f]{32})/i.exec(value)?.[1];
  const spanId = /parent_id=([0-9a-f]{16})/i.exec(value)?.[1];
  return traceId && spanId ? parent(traceId.toLowerCase(), spanId.toLowerCase(), true, '') : undefined;
}

function parent(
  traceId: string,
  spanId: string,
  sampled: boolean,
  traceState: string,
): RemoteParent | undefined {
  if (traceId.length !== 32 || spanId.length !== 16 || !HEX.test(traceId) || !HEX.test(spanId))
    return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return {
    trace0: hexToWord(traceId, 0),
    trace1: hexToWord(traceId, 8),
    trace2: hexToWord(traceId, 16),
    trace3: hexToWord(traceId, 24),
    id0: hexToWord(spanId, 0),
    id1: hexToWord(spanId, 8),
    sampled,
    traceState,
  };
}

/** The `traceparent` header for a request made on behalf of `span`. */
export function traceparentOf(span: RecordedSpan): string {
  const sampled = span.transaction?.sampled === false ? '00' : '01';
  return `00-${span.traceIdHex()}-${span.spanIdHex()}-${sampled}`;
}
