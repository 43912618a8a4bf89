import { BadRequestError, TracebinError } from '../../errors.ts';
import { BodyInflater } from '../body/body-inflater.ts';
import { mediaType } from '../body/media-type.ts';
import type { BinScope, Ingest } from '../ingest.ts';
import { LIMITS } from '../limits.ts';
import type { ProtocolAnswer, ProtocolRequest, ProtocolRoute } from '../protocol.ts';
import { encodeExportResponse } from './export-response.ts';
import { OtlpReceiver, type OtlpReceiverOptions } from './otlp-receiver.ts';
import { messageOf } from './rpc-status.ts';
import { type Encoding, SIGNALS, type Signal } from './signal.ts';
import { encodeStatus, retryAfterSeconds } from './status-message.ts';

const MEDIA_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/**
 * OTLP over HTTP (OTLP specification, "OTLP/HTTP"): POST /v1/traces, /v1/logs, /v1/metrics. Answers and errors come in
 * the encoding of the request; where that is neither of the two, in JSON.
 */
export function otlpHttpRoutes(options: OtlpReceiverOptions = {}): ProtocolRoute[] {
  const receiver = new OtlpReceiver(options);
  const inflater = new BodyInflater();
  return SIGNALS.map((signal) => ({
    method: 'POST',
    path: `/v1/${signal}`,
    name: `otlp-${signal}`,
    maxBodyBytes: LIMITS.maxBodyBytes,
    handle: (request, scope, ingest) => handle(receiver, inflater, signal, request, scope, ingest),
    refuse: (request, error) => refusal(encodingOf(request.headers) ?? 'json', error),
  }));
}

async function handle(
  receiver: OtlpReceiver,
  inflater: BodyInflater,
  signal: Signal,
  request: ProtocolRequest,
  scope: BinScope,
  ingest: Ingest,
): Promise<ProtocolAnswer> {
  const encoding = encodingOf(request.headers);
  try {
    if (encoding === undefined) throw unsupportedType(request.headers['content-type']);
    const body = await inflater.inflate(request.body, request.headers['content-encoding']);
    const outcome = await receiver.receive(signal, encoding, body, scope, ingest);
    return {
      status: 200,
      headers: { 'content-type': MEDIA_TYPES[encoding] },
      body: encodeExportResponse(outcome, signal, encoding),
      outcome: {
        accepted: outcome.accepted,
        rejected: outcome.rejected,
        ...(outcome.message === '' ? {} : { error: { code: 'rejected', message: outcome.message } }),
      },
    };
  } catch (error) {
    if (!(error instanceof TracebinError)) receiver.observer.defect?.(error);
    return refusal(encoding ?? 'json', error);
  }
}

function encodingOf(headers: ProtocolRequest['headers']): Encoding | undefined {
  const type = mediaType(headers['content-type']);
  if (type === MEDIA_TYPES.protobuf) return 'protobuf';
  return type === MEDIA_TYPES.json ? 'json' : undefined;
}

function unsupportedType(contentType: string | undefined): BadRequestError {
  const type = mediaType(contentType);
  const message = type === '' ? 'no Content-Type' : `Content-Type ${type.slice(0, 80)} is not supported`;
  return new BadRequestError('unsupported-media-type', message, {
    status: 415,
    hint: 'send application/x-protobuf or application/json',
  });
}

function refusal(encoding: Encoding, error: unknown): ProtocolAnswer {
  const headers: Record<string, string> = { 'content-type': MEDIA_TYPES[encoding] };
  const seconds = retryAfterSeconds(error);
  if (seconds !== undefined) headers['retry-after'] = String(seconds);
  if (error instanceof TracebinError && error.code === 'unsupported-encoding')
    headers['accept-encoding'] = 'gzip';
  return {
    status: error instanceof TracebinError ? error.status : 500,
    headers,
    body: encodeStatus(error, encoding),
    outcome: { accepted: 0, rejected: 0, error: { code: codeOf(error), message: messageOf(error) } },
  };
}

function codeOf(error: unknown): string {
  return error instanceof TracebinError ? error.code : 'internal';
}
