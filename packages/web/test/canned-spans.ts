import type { Attribute, SpanAnswer, TraceAnswer, TraceLogsAnswer } from '@tracebin/model';

const at = (trace: TraceAnswer, offset: number): string => {
  const ns = BigInt(Date.parse(trace.start)) * 1_000_000n + BigInt(Math.round(offset));
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}Z`;
};

/** Everything of a span of a canned trace, as the server would tell it. */
export function cannedSpan(
  trace: TraceAnswer,
  spanId: string,
  change: Partial<SpanAnswer> = {},
): SpanAnswer | undefined {
  const { spans, strings } = trace;
  const i = spans.spanId.indexOf(spanId);
  if (i === -1) return undefined;
  const start = spans.start[i]!;
  const duration = Math.max(0, spans.duration[i]!);
  const name = strings[spans.name[i]!] ?? '';
  const service = strings[spans.service[i]!] ?? '';
  const detail = spans.detail[i]! < 0 ? '' : (strings[spans.detail[i]!] ?? '');
  const failed = spans.status[i] === 2;
  const isDb = spans.layer[i] === 1;
  const attributes: Attribute[] = isDb
    ? [
        { key: 'db.system.name', value: 'postgresql' },
        { key: 'db.namespace', value: 'scruffy' },
        { key: 'db.query.text', value: detail },
        { key: 'db.response.returned_rows', value: 3 },
        { key: 'server.address', value: 'pg-1.internal' },
        { key: 'server.port', value: 5432 },
        { key: 'code.file.path', value: 'src/serializers/slot.ts' },
        { key: 'code.line.number', value: 31 },
        { key: 'code.function.name', value: 'slotsOf' },
        { key: 'thread.id', value: { int: '9007199254740993' } },
        { key: 'pool.waiting', value: false },
        { key: 'hosts', value: ['a', 'b', 3] },
      ]
    : [
        { key: 'http.request.method', value: 'GET' },
        { key: 'http.response.status_code', value: failed ? 504 : 200 },
        { key: 'url.path', value: '/api/week/2026-11-16' },
        { key: 'station', value: 'KQED' },
      ];
  return {
    traceId: trace.traceId,
    spanId,
    parentSpanId: spans.parentSpanId[i]!,
    name,
    service,
    kind: spans.kind[i]!,
    status: spans.status[i]!,
    statusMessage: failed ? 'upstream did not answer in time' : '',
    layer: spans.layer[i]!,
    start: at(trace, start),
    duration,
    traceState: '',
    scope: {
      name: isDb ? '@opentelemetry/instrumentation-pg' : '@opentelemetry/instrumentation-http',
      version: '0.62.0',
    },
    sampleRate: 1,
    attributes,
    resource: [
      { key: 'service.name', value: service },
      { key: 'service.version', value: 'v414' },
      { key: 'host.name', value: 'web-3' },
      { key: 'process.pid', value: 4121 },
      { key: 'telemetry.sdk.language', value: 'nodejs' },
    ],
    events: spans.events[i]! > 0 ? cannedEvents(trace, start, duration) : [],
    links:
      spans.links[i]! > 0
        ? [
            {
              traceId: '0badc0ffee0badc0ffee0badc0ffee00',
              spanId: '1000000000000002',
              traceState: '',
              attributes: [],
            },
          ]
        : [],
    logs: Array.from({ length: spans.logs[i]! }, (_, n) => ({
      at: at(trace, start + duration * (0.4 + 0.5 * n)),
      severity: n === 0 ? 13 : 9,
      severityText: n === 0 ? 'WARN' : 'INFO',
      body: n === 0 ? `${service}: upstream timed out` : 'sent 200, 1.9 MB, 20098 ms',
      service,
      attributes: [{ key: 'logger.name', value: 'access' }],
    })),
    ...change,
  };
}

/** The log records of all spans of a canned trace. */
export function cannedLogs(trace: TraceAnswer): TraceLogsAnswer {
  const { spans } = trace;
  const logs = spans.spanId
    .flatMap((spanId, i) => {
      if (spans.logs[i] === 0) return [];
      const { start, logs } = cannedSpan(trace, spanId)!;
      const from = Date.parse(start);
      return logs.map((log) => ({
        ...log,
        spanId,
        offset: spans.start[i]! + (Date.parse(log.at) - from) * 1e6,
      }));
    })
    .sort((a, b) => a.offset - b.offset);
  return {
    count: logs.length,
    more: false,
    at: logs.map(({ at }) => at),
    offset: logs.map(({ offset }) => offset),
    spanId: logs.map(({ spanId }) => spanId),
    severity: logs.map(({ severity }) => severity),
    severityText: logs.map(({ severityText }) => severityText),
    body: logs.map(({ body }) => body),
    service: logs.map(({ service }) => service),
    attributes: logs.map(({ attributes }) => attributes),
  };
}

function cannedEvents(trace: TraceAnswer, start: number, duration: number): SpanAnswer['events'] {
  return [
    {
      at: at(trace, start + duration * 0.1),
      offset: Math.round(duration * 0.1),
      name: 'card.sent',
      attributes: [{ key: 'attempt', value: 1 }],
    },
    {
      at: at(trace, start + duration * 0.97),
      offset: Math.round(duration * 0.97),
      name: 'exception',
      attributes: [
        { key: 'exception.type', value: 'CardDeclined' },
        { key: 'exception.message', value: 'insufficient funds (code 51)' },
        {
          key: 'exception.stacktrace',
          value:
            'CardDeclined: insufficient funds (code 51)\n    at chargeCard (src/billing/charge.ts:88:11)\n    at async approve (src/routes/approve.ts:41:5)\n    at async Layer.handle (node_modules/router/lib/layer.js:152:17)',
        },
      ],
    },
  ];
}
