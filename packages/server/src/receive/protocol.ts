/**
 * How a protocol over HTTP looks to `serve/`, which owns sockets, keys and size limits of the transport.
 * A handler never throws: it answers every error in the words of its own protocol.
 */
import type { BinScope, Ingest } from './ingest.ts';

export interface ProtocolRequest {
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** The body as it was sent, not yet decompressed. */
  body: Buffer;
}

export interface ProtocolAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** What came of the request, for metrics and the page of the bin. Protocols set it where they know. */
  outcome?: ProtocolOutcome;
}

export interface ProtocolOutcome {
  /** Events or data points that are in the store now. */
  accepted: number;
  /** Those that were turned away one by one. */
  rejected: number;
  /** Why the request, or the first of the rejected, was turned away. */
  error?: { code: string; message: string };
}

export interface ProtocolRoute {
  method: 'POST' | 'GET';
  path: string;
  /** Name in logs and metrics: `otlp-traces`. */
  name: string;
  /** Bytes accepted as sent, before decompression. */
  maxBodyBytes: number;
  handle(request: ProtocolRequest, scope: BinScope, ingest: Ingest): Promise<ProtocolAnswer>;
  /** The protocol's answer to an error that `serve/` found before `handle` (key, size, rate). */
  refuse(request: Pick<ProtocolRequest, 'headers'>, error: Error): ProtocolAnswer;
}
