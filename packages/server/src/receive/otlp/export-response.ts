import type { Outcome } from './outcome.ts';
import { MessageWriter } from './protobuf/message-writer.ts';
import type { Encoding, Signal } from './signal.ts';

const REJECTED_FIELDS: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/**
 * The Export response of a signal. Full success is the empty message; `partial_success` tells what was rejected and
 * why, or carries a warning with nothing rejected. The three signals number its fields alike.
 */
export function encodeExportResponse(outcome: Outcome, signal: Signal, encoding: Encoding): Buffer {
  const { rejected, message } = outcome;
  const isPartial = rejected > 0 || message !== '';
  if (encoding === 'json') {
    if (!isPartial) return Buffer.from('{}');
    // 64-bit integers are text in protobuf's JSON.
    const count = rejected > 0 ? { [REJECTED_FIELDS[signal]]: String(rejected) } : {};
    return Buffer.from(JSON.stringify({ partialSuccess: { ...count, errorMessage: message } }));
  }
  if (!isPartial) return Buffer.alloc(0);
  const partial = new MessageWriter().integer(1, rejected).bytes(2, message).finish();
  return new MessageWriter().message(1, partial).finish();
}
