import type { SpanColumns, StringIndex, TraceId } from '@tracebin/model';

/** Attributes of a span that the analysis asks for, as texts; what it does not have is missing. */
export type SpanDetails = Readonly<Record<string, string>>;

export interface SpanException {
  type: string;
  message: string;
  stacktrace: string;
}

/** The stored spans of one trace. `strings` may be shared by many traces. */
export interface TraceSpans {
  bin: string;
  traceId: TraceId;
  /** Start of the earliest span, nanoseconds since the epoch; `spans.start` counts from here. */
  start: bigint;
  /** Seconds since the epoch; of the span that stays longest. */
  expiresAt: number;
  strings: readonly string[];
  /** `parameters`: a hash of those of a statement; -1 where the sender gave none. */
  spans: SpanColumns & { readonly parameters?: readonly StringIndex[] };
  sampleRate: readonly number[];
  statusMessage: readonly string[];
  scope: readonly string[];
  attributes: readonly SpanDetails[];
  resource: readonly SpanDetails[];
  exceptions: readonly (SpanException | undefined)[];
}

/** Before the name or number of a statement's parameter. */
export const PARAMETER_PREFIX = 'db.query.parameter.';

/** What is read of a span's attributes, whatever their type. */
export const READ_STRINGS = [
  'db.query.text',
  'db.query.summary',
  'db.operation.name',
  'db.collection.name',
  'db.namespace',
  'db.system.name',
  'url.full',
  'url.path',
  'http.route',
  'http.request.method',
  'server.address',
  'peer.service',
  'rpc.system.name',
  'rpc.service',
  'rpc.method',
  'messaging.destination.name',
  'messaging.system.name',
  'code.file.path',
  'code.function.name',
  'error.type',
] as const;
export const READ_INTS = [
  'http.response.status_code',
  'code.line.number',
  'db.response.returned_rows',
  'messaging.message.delivery_attempt',
  'job.attempt',
  'celery.retries',
] as const;
export const READ_RESOURCE = [
  'service.version',
  'deployment.environment.name',
  'host.name',
  'host.id',
  'telemetry.sdk.language',
] as const;
