/**
 * How fast OTLP/protobuf is decoded: one request of 512 spans with 12 attributes and 7 resource attributes, over and over,
 * into a sink that counts. `npx tsx bench/decode.ts [seconds]`. The older names of the Python SDKs, which are doubled
 * under their current ones, are measured beside the current names.
 */
import assert from 'node:assert/strict';
import type { EventRow } from '../packages/server/src/receive/event/event-row.ts';
import { OtlpDecoder } from '../packages/server/src/receive/otlp/otlp-decoder.ts';
import { encodeRequest, requestTypes } from '../packages/server/src/receive/otlp/test/otlp-schema.ts';

const SPANS = 512;
const ATTRIBUTES = 12;
const RUNS = 5;
const seconds = Number(process.argv[2] ?? 1);
const now = BigInt(Date.now()) * 1_000_000n;

type Value =
  | { stringValue: string }
  | { intValue: string }
  | { doubleValue: number }
  | { boolValue: boolean };
const text = (stringValue: string): Value => ({ stringValue });
const int = (value: number): Value => ({ intValue: String(value) });

const CURRENT = {
  method: 'http.request.method',
  status: 'http.response.status_code',
  route: 'http.route',
  system: 'db.system.name',
  statement: 'db.query.text',
  address: 'server.address',
  port: 'server.port',
};
const OLDER = {
  method: 'http.method',
  status: 'http.status_code',
  route: 'http.route',
  system: 'db.system',
  statement: 'db.statement',
  address: 'net.peer.name',
  port: 'net.peer.port',
};

function request(names: typeof CURRENT): Buffer {
  const attributesOf = (index: number): Record<string, Value> => ({
    [names.method]: text(index % 4 === 0 ? 'POST' : 'GET'),
    [names.status]: int(index % 50 === 0 ? 500 : 200),
    [names.route]: text('/api/week/:date'),
    [names.system]: text('postgresql'),
    [names.statement]: text(
      `SELECT id, starts_at, station_id FROM slots WHERE station_id = ${index} ORDER BY starts_at`,
    ),
    [names.address]: text('db.internal.example'),
    [names.port]: int(5432),
    'user.id': text(`user-${index * 7919}`),
    'app.tenant': text(`tenant-${index % 9}`),
    'app.retry': { boolValue: index % 2 === 0 },
    'app.weight': { doubleValue: index / 3 },
    'thread.id': int(index % 16),
  });
  const listOf = (values: Record<string, Value>) =>
    Object.entries(values).map(([key, value]) => ({ key, value }));
  const idOf = (length: number, index: number) => {
    const id = Buffer.alloc(length, 0x5a);
    id.writeUInt32BE(index + 1, length - 4);
    return id;
  };
  const spans = Array.from({ length: SPANS }, (_, index) => ({
    traceId: idOf(16, index >> 4),
    spanId: idOf(8, index),
    parentSpanId: index % 16 === 0 ? Buffer.alloc(0) : idOf(8, index & ~15),
    name: index % 16 === 0 ? 'GET /api/week/:date' : 'SELECT slots',
    kind: index % 16 === 0 ? 2 : 3,
    startTimeUnixNano: String(now - 9_000_000n),
    endTimeUnixNano: String(now - BigInt(index * 1_000)),
    flags: 257,
    status: {},
    attributes: listOf(attributesOf(index)),
  }));
  const resource = listOf({
    'service.name': text('scruffy'),
    'service.version': text('1.4.2'),
    'service.instance.id': text('d0b9b1a2-1f0e-4c77-8d4c-8a4ab2f8a5a1'),
    'host.name': text('web-1'),
    'process.pid': int(4242),
    'telemetry.sdk.language': text('nodejs'),
    'deployment.environment.name': text('production'),
  });
  const scope = { name: '@opentelemetry/instrumentation-pg', version: '0.50.0' };
  return encodeRequest('traces', {
    resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ scope, spans }] }],
  });
}

interface Run {
  spans: number;
  cpuMicros: number;
}

/** Spans per second of CPU time, not wall time: one core's number, whatever else the machine does. */
function report(label: string, body: Buffer, run: () => Run): number {
  const rates = Array.from({ length: RUNS }, () => {
    const { spans, cpuMicros } = run();
    return spans / (cpuMicros / 1e6);
  }).sort((one, other) => one - other);
  const median = Math.round(rates[RUNS >> 1]!);
  const perSpan = (1e6 / median).toFixed(2);
  console.log(
    `${label.padEnd(16)} ${median.toLocaleString('en')} spans/s per core (${perSpan} us a span, ` +
      `${Math.round(body.length / SPANS)} bytes a span; runs ${rates.map((rate) => Math.round(rate / 1e3)).join(' ')} k)`,
  );
  return median;
}

/** Calls `round` for the time of a run; returns how often, and what it took. */
function repeat(round: () => void): { rounds: number; cpuMicros: number } {
  let rounds = 0;
  const begin = process.cpuUsage();
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    for (let count = 0; count < 10; count++) round();
    rounds += 10;
  }
  const { user, system } = process.cpuUsage(begin);
  return { rounds, cpuMicros: user + system };
}

function measure(label: string, body: Buffer, attributesPerSpan: number): number {
  const decoder = new OtlpDecoder();
  const scope = { bin: 'bench', retentionHours: 168 };
  let spans = 0;
  let attributes = 0;
  const sink = {
    append(row: EventRow) {
      spans++;
      attributes += row.attributes.length;
    },
  };
  const round = () => {
    const outcome = decoder.events('traces', 'protobuf', body, scope, sink, Date.now());
    assert.deepEqual(outcome, { accepted: SPANS, rejected: 0, message: '' });
  };
  for (let warmUp = 0; warmUp < 200; warmUp++) round();
  return report(label, body, () => {
    spans = 0;
    attributes = 0;
    const { rounds, cpuMicros } = repeat(round);
    assert.equal(spans, rounds * SPANS, 'every span must have reached the sink');
    assert.equal(attributes, spans * attributesPerSpan, 'every attribute must have reached the sink');
    return { spans, cpuMicros };
  });
}

/** What a generic protobuf library needs to make objects of the same bytes, before anything is done with them. */
function measureGeneric(body: Buffer): number {
  const type = requestTypes.traces;
  const round = () => {
    // biome-ignore lint/suspicious/noExplicitAny: messages of the generic library have no types
    const request = type.decode(body) as any;
    assert.equal(request.resourceSpans[0].scopeSpans[0].spans.length, SPANS);
  };
  for (let warmUp = 0; warmUp < 50; warmUp++) round();
  return report('generic library', body, () => {
    const { rounds, cpuMicros } = repeat(round);
    return { spans: rounds * SPANS, cpuMicros };
  });
}

const current = measure('current names', request(CURRENT), ATTRIBUTES);
measure('older names', request(OLDER), ATTRIBUTES + Object.values(OLDER).length - 1);
const generic = measureGeneric(request(CURRENT));
console.log(`ours is ${(current / generic).toFixed(1)} times the generic library`);
