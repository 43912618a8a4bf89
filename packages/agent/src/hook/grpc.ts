/** gRPC over HTTP/2, as both of its ends say it: which method, and how it went (`grpc-status`, in the trailers). */
import type { RecordedSpan } from '../record/span.ts';
import { Kind, StatusError } from './hook-context.ts';

type Headers = Record<string, string | string[] | number | undefined | symbol> | undefined;

const UNIMPLEMENTED = 12;
/** Of a server: what is its own fault. UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const SERVER_FAULTS = new Set([2, 4, UNIMPLEMENTED, 13, 14, 15]);

export function isGrpc(headers: Headers): boolean {
  return String(headers?.['content-type']).startsWith('application/grpc');
}

/** @param heads what may hold the status: the trailers, or the headers of an answer without a body */
export function describeGrpc(span: RecordedSpan, path: string, heads: readonly Headers[]): void {
  const found = heads.find((headers) => headers?.['grpc-status'] !== undefined);
  const status = found === undefined ? undefined : Number(found['grpc-status']);
  const method = path.replace(/^\//, '');
  span.setAttribute('rpc.system.name', 'grpc');
  if (status !== undefined) span.setAttribute('rpc.status_code', String(status));
  // A method that the server does not have is a name that a stranger chose.
  if (status !== UNIMPLEMENTED || span.kind === Kind.client) {
    span.setAttribute('rpc.method', method);
    span.name = method;
  }
  if (status === undefined || status === 0) return;
  if (span.kind === Kind.server && !SERVER_FAULTS.has(status)) return;
  span.setAttribute('error.type', String(status));
  span.setStatus({ code: StatusError, message: textOf(found?.['grpc-message']) });
}

/** It is written in the codes of URLs. */
function textOf(message: unknown): string {
  try {
    return decodeURIComponent(String(message ?? ''));
  } catch {
    return String(message);
  }
}
