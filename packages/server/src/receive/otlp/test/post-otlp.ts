/** The routes as `serve/` calls them, into an ingest that records. */
import assert from 'node:assert/strict';
import type { ProtocolRoute } from '../../protocol.ts';
import { otlpHttpRoutes } from '../http.ts';
import { NOW_MS } from './arbitrary-requests.ts';
import { asOtlpJson } from './as-otlp-json.ts';
import { encodeRequest } from './otlp-schema.ts';
import { RecordingIngest } from './recorders.ts';

export const PROTOBUF = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';
const scope = { bin: 'b1', retentionHours: 168 };

export class OtlpPoster {
  readonly ingest = new RecordingIngest();
  readonly defects: unknown[] = [];
  readonly routes = otlpHttpRoutes({
    nowMs: () => NOW_MS,
    observer: { defect: (error) => this.defects.push(error) },
  });

  route(signal: string): ProtocolRoute {
    const route = this.routes.find((one) => one.path === `/v1/${signal}`);
    assert.ok(route, `no route for ${signal}`);
    return route;
  }

  post(body: Buffer | string, headers: Record<string, string>, signal = 'traces') {
    return this.route(signal).handle({ headers, body: Buffer.from(body) }, scope, this.ingest);
  }

  postProtobuf(request: object, signal: 'traces' | 'logs' | 'metrics' = 'traces') {
    return this.post(encodeRequest(signal, request), { 'content-type': PROTOBUF }, signal);
  }

  postJson(request: object, signal = 'traces') {
    return this.post(JSON.stringify(asOtlpJson(request)), { 'content-type': JSON_TYPE }, signal);
  }
}
