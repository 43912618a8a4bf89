import type { SpanId, TraceId } from '@tracebin/model';
import { BadRequestError } from '../errors.ts';

/** Hex in any case, and 16 digits (64-bit ids of older senders) filled up with zeros, to a trace id. */
export function parseTraceId(text: string): TraceId {
  const id = text.trim().toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  if (/^[0-9a-f]{16}$/.test(id)) return id.padStart(32, '0');
  throw new BadRequestError('bad-trace-id', `Not a trace id: ${JSON.stringify(text.slice(0, 80))}`, {
    hint: 'A trace id has 32 hex digits.',
  });
}

export function parseSpanId(text: string): SpanId {
  const id = text.trim().toLowerCase();
  if (/^[0-9a-f]{16}$/.test(id)) return id;
  throw new BadRequestError('bad-span-id', `Not a span id: ${JSON.stringify(text.slice(0, 80))}`, {
    hint: 'A span id has 16 hex digits.',
  });
}
