/** Takes OTLP protobuf over HTTP and keeps the spans, decoded by a generic library and not by our own code. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

const PROTO = `
syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope { string name = 1; string version = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  int32 kind = 6; fixed64 start = 7; fixed64 end = 8; repeated KeyValue attributes = 9;
  repeated Event events = 11; repeated Link links = 13; Status status = 15;
}
message Link { bytes trace_id = 1; bytes span_id = 2; }
message Event { fixed64 time = 1; string name = 2; repeated KeyValue attributes = 3; }
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message LogsRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
message LogRecord {
  fixed64 time = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; bytes trace_id = 9; bytes span_id = 10;
}
message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message Metric { string name = 1; string unit = 3; Points gauge = 5; Points sum = 7; }
message Points { repeated Point data_points = 1; int32 temporality = 2; bool monotonic = 3; }
message Point { fixed64 start = 2; fixed64 time = 3; double d = 4; sfixed64 i = 6; repeated KeyValue attributes = 7; }
message AnyValue { oneof value { string s = 1; bool b = 2; int64 i = 3; double d = 4; Array a = 5; List l = 6; bytes y = 7; } }
message Array { repeated AnyValue values = 1; }
message List { repeated KeyValue values = 1; }
`;
const { root } = protobuf.parse(PROTO);
const Request = root.lookupType('Request');
const LogsRequest = root.lookupType('LogsRequest');
const MetricsRequest = root.lookupType('MetricsRequest');

export interface SunkSpan {
  service: string;
  /** `process.pid` of its resource. */
  pid: unknown;
  scope: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  kind: number;
  status: number;
  startMs: number;
  durationMs: number;
  links: { traceId: string; spanId: string }[];
  attributes: Record<string, unknown>;
  events: { name: string; attributes: Record<string, unknown> }[];
}

export interface SunkLog {
  service: string;
  body: unknown;
  severity: string;
  traceId: string;
  spanId: string;
  attributes: Record<string, unknown>;
}

export interface SunkPoint {
  metric: string;
  unit: string;
  kind: 'gauge' | 'sum';
  value: number;
  attributes: Record<string, unknown>;
}

export interface OtlpSink {
  url: string;
  spans: SunkSpan[];
  logs: SunkLog[];
  points: SunkPoint[];
  requests: number;
  headers: IncomingMessage['headers'][];
  /** Answers the next requests with this status instead of 200. */
  failWith(status: number, times: number, headers?: Record<string, string>): void;
  /** Resolves when `found` holds for the spans that have arrived. */
  until(found: (spans: SunkSpan[]) => boolean, what: string): Promise<void>;
  close(): Promise<void>;
}

export async function startOtlpSink(): Promise<OtlpSink> {
  let failing = { status: 0, times: 0, headers: {} as Record<string, string> };
  const waiting: { found: (spans: SunkSpan[]) => boolean; resolve: () => void }[] = [];
  const sink: OtlpSink = {
    url: '',
    spans: [],
    logs: [],
    points: [],
    requests: 0,
    headers: [],
    failWith: (status, times, headers = {}) => {
      failing = { status, times, headers };
    },
    until: (found, what) =>
      new Promise((resolve, reject) => {
        if (found(sink.spans)) return resolve();
        const timer = setTimeout(
          () =>
            reject(
              new Error(`no ${what} within 20 s; arrived: ${sink.spans.map((span) => span.name).join(', ')}`),
            ),
          20_000,
        );
        waiting.push({
          found,
          resolve: () => {
            clearTimeout(timer);
            resolve();
          },
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    sink.requests++;
    sink.headers.push(request.headers);
    if (failing.times > 0) {
      failing.times--;
      response.writeHead(failing.status, failing.headers).end();
      return;
    }
    const bytes = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    if (request.url === '/v1/logs') sink.logs.push(...decodeLogs(body));
    else if (request.url === '/v1/metrics') sink.points.push(...decodeMetrics(body));
    else if (request.url === '/v1/traces') sink.spans.push(...decode(body));
    else throw new Error(`nothing is sent to ${request.url}`);
    response.setHeader('content-type', 'application/x-protobuf').end();
    for (const waiter of waiting.filter(({ found }) => found(sink.spans))) waiter.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return sink;
}

// biome-ignore lint/suspicious/noExplicitAny: the generic decoder has no types
type Decoded = any;

function decode(bytes: Buffer): SunkSpan[] {
  const request: Decoded = Request.toObject(Request.decode(bytes), {
    longs: Number,
    defaults: true,
    arrays: true,
  });
  return request.resourceSpans.flatMap((group: Decoded) =>
    group.scopeSpans.flatMap((scope: Decoded) =>
      scope.spans.map((span: Decoded) => ({
        service: values(group.resource.attributes)['service.name'],
        pid: values(group.resource.attributes)['process.pid'],
        scope: scope.scope.name,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        traceState: span.traceState,
        name: span.name,
        kind: span.kind,
        status: span.status?.code ?? 0,
        startMs: span.start / 1e6,
        durationMs: (span.end - span.start) / 1e6,
        attributes: values(span.attributes),
        links: span.links.map((link: Decoded) => ({ traceId: hex(link.traceId), spanId: hex(link.spanId) })),
        events: span.events.map((event: Decoded) => ({
          name: event.name,
          attributes: values(event.attributes),
        })),
      })),
    ),
  );
}

function decodeLogs(bytes: Buffer): SunkLog[] {
  const request: Decoded = LogsRequest.toObject(LogsRequest.decode(bytes), {
    longs: Number,
    defaults: true,
    arrays: true,
  });
  return request.resourceLogs.flatMap((group: Decoded) =>
    group.scopeLogs.flatMap((scope: Decoded) =>
      scope.logRecords.map((record: Decoded) => ({
        service: values(group.resource.attributes)['service.name'],
        body: plain(record.body),
        severity: record.severityText,
        traceId: hex(record.traceId),
        spanId: hex(record.spanId),
        attributes: values(record.attributes),
      })),
    ),
  );
}

function decodeMetrics(bytes: Buffer): SunkPoint[] {
  const request: Decoded = MetricsRequest.toObject(MetricsRequest.decode(bytes), {
    longs: Number,
    defaults: false,
    arrays: true,
  });
  return request.resourceMetrics
    .flatMap((group: Decoded) => group.scopeMetrics)
    .flatMap((scope: Decoded) => scope.metrics)
    .flatMap((metric: Decoded) =>
      ((metric.gauge ?? metric.sum)?.dataPoints ?? []).map((point: Decoded) => ({
        metric: metric.name,
        unit: metric.unit ?? '',
        kind: metric.gauge ? 'gauge' : 'sum',
        value: point.i ?? point.d ?? 0,
        attributes: Object.fromEntries(
          point.attributes.map((each: Decoded) => [each.key, plain(each.value)]),
        ),
      })),
    );
}

function values(attributes: Decoded[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: Decoded): unknown {
  if (value.s) return value.s;
  if (value.a) return value.a.values.map(plain);
  if (value.l) return values(value.l.values);
  if (value.b) return true;
  return value.i || value.d || value.s;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
