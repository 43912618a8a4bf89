import { TracebinError } from '../../errors.ts';

/** Numbers of google.rpc.Code. */
export const RpcCode = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type RpcCode = (typeof RpcCode)[keyof typeof RpcCode];

/**
 * The code that tells an OTLP client whether to try again (OTLP specification, "Failures"): UNAVAILABLE for whatever
 * passes, codes that are never retried for what does not. RESOURCE_EXHAUSTED without RetryInfo is not retried.
 */
export function rpcCodeOf(error: unknown): RpcCode {
  if (!(error instanceof TracebinError)) return RpcCode.internal;
  if (error.retryAfterSeconds !== undefined) return RpcCode.unavailable;
  switch (error.status) {
    case 400:
    case 415:
      return RpcCode.invalidArgument;
    case 401:
      return RpcCode.unauthenticated;
    case 403:
      return RpcCode.permissionDenied;
    case 404:
      return RpcCode.notFound;
    case 405:
      return RpcCode.unimplemented;
    case 413:
      return RpcCode.resourceExhausted;
    case 429:
    case 503:
      return RpcCode.unavailable;
    default:
      return RpcCode.internal;
  }
}

/** What the sender is told: message and hint of our own errors, nothing of a defect. */
export function messageOf(error: unknown): string {
  if (!(error instanceof TracebinError)) return 'internal error';
  if (error.hint === undefined) return error.message;
  // Errors found before the decoder are sentences, those of the decoder go on.
  return `${error.message}${error.message.endsWith('.') ? ' ' : '; '}${error.hint}`;
}
