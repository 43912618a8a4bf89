/** The smallest thing that an OTLP sender is content with: takes JSON over HTTP and keeps the spans and logs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface SunkSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: number;
  attributes: Record<string, unknown>;
}

export interface OtlpSink {
  url: string;
  spans: SunkSpan[];
  logs: { body: string; traceId: string }[];
  metricNames: Set<string>;
  close(): Promise<void>;
}

interface KeyValue {
  key: string;
  value: Record<string, unknown>;
}

export async function startOtlpSink(port = 0): Promise<OtlpSink> {
  const spans: SunkSpan[] = [];
  const logs: OtlpSink['logs'] = [];
  const metricNames = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = JSON.parse(
      String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes),
    );
    for (const group of body.resourceSpans ?? []) {
      const service = String(values(group.resource.attributes)['service.name']);
      for (const scope of group.scopeSpans)
        for (const span of scope.spans)
          spans.push({
            ...span,
            service,
            status: span.status?.code ?? 0,
            attributes: values(span.attributes),
          });
    }
    for (const group of body.resourceLogs ?? [])
      for (const scope of group.scopeLogs)
        for (const record of scope.logRecords)
          logs.push({ body: record.body.stringValue, traceId: record.traceId ?? '' });
    for (const group of body.resourceMetrics ?? [])
      for (const scope of group.scopeMetrics)
        for (const metric of scope.metrics) metricNames.add(metric.name);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    metricNames,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function values(attributes: KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const inner = value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
      return [key, 'intValue' in value ? Number(inner) : inner];
    }),
  );
}
