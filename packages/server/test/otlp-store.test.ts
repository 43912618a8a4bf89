/**
 * Random OTLP requests through the real routes into the real store: what comes back out of the tables is what the decoder
 * handed in, row by row.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import type { EventRow } from '../src/receive/event/event-row.ts';
import type { MetricPoint } from '../src/receive/event/metric-point.ts';
import type { EventSink, Ingest, MetricSink } from '../src/receive/ingest.ts';
import { otlpHttpRoutes } from '../src/receive/otlp/http.ts';
import type { Signal } from '../src/receive/otlp/signal.ts';
import { arbitraryRequests, NOW_MS } from '../src/receive/otlp/test/arbitrary-requests.ts';
import { asOtlpJson } from '../src/receive/otlp/test/as-otlp-json.ts';
import { encodeRequest } from '../src/receive/otlp/test/otlp-schema.ts';
import { EventRecorder, MetricRecorder, type RecordedEvent } from '../src/receive/otlp/test/recorders.ts';
import { type Engine, migrate, openEngine, Writer } from '../src/store/index.ts';

const REQUESTS = 40;
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const scope = { bin: 'b1', retentionHours: 168 };
const nowMs = Date.now();

let folder: string;
let engine: Engine;
let writer: Writer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracebin-otlp-'));
  engine = await openEngine(folder);
  await migrate(engine);
  writer = await Writer.open(engine);
});

after(async () => {
  await writer.drain();
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** The writer, with a copy of everything that is handed to it. */
function recording(events: EventRecorder, metrics: MetricRecorder): Ingest {
  const both = <T>(...sinks: { append(item: T): void }[]) => ({
    append: (item: T) => {
      for (const sink of sinks) sink.append(item);
    },
  });
  return {
    events: (bin, bytes, decode) =>
      writer.events(bin, bytes, (sink: EventSink) => decode(both<EventRow>(sink, events))),
    metrics: (bin, bytes, decode) =>
      writer.metrics(bin, bytes, (sink: MetricSink) => decode(both<MetricPoint>(sink, metrics))),
  };
}

async function sendRandom(signal: Signal): Promise<{ events: EventRecorder; metrics: MetricRecorder }> {
  const events = new EventRecorder();
  const metrics = new MetricRecorder();
  const ingest = recording(events, metrics);
  const route = otlpHttpRoutes({ nowMs: () => nowMs }).find((one) => one.path === `/v1/${signal}`)!;
  const requests = fc.sample(arbitraryRequests[signal] as fc.Arbitrary<object>, { numRuns: REQUESTS, seed });
  const answers = await Promise.all(
    requests.map((request, index) => {
      const current = atPresent(request) as object;
      const json = index % 2 === 1;
      const body = json ? Buffer.from(JSON.stringify(asOtlpJson(current))) : encodeRequest(signal, current);
      const type = json ? 'application/json' : 'application/x-protobuf';
      return route.handle({ headers: { 'content-type': type }, body }, scope, ingest);
    }),
  );
  for (const answer of answers) assert.equal(answer.status, 200, String(answer.body));
  return { events, metrics };
}

/** Random requests are made for a moment of the past; the store keeps only what is young enough. */
function atPresent(value: unknown, field = ''): unknown {
  if (field.endsWith('UnixNano')) {
    const moved = BigInt(value as string) + BigInt(nowMs - NOW_MS) * 1_000_000n;
    return value === '0' ? value : String(BigInt.asUintN(64, moved));
  }
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => atPresent(item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, atPresent(item, name)]));
}

/** Doubles by their bits, so that NaN and minus zero compare. */
const EVENTS = `
  SELECT toUInt8(type) AS type, entry, toString(toUnixTimestamp64Nano(time)) AS time, toString(duration) AS duration,
    lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id, lower(hex(parent_span_id)) AS parent_span_id,
    service, name, kind, status, layer, status_message, trace_state, toString(sample_rate) AS sample_rate, flags,
    severity, severity_text, body, concat(scope_name, '@', scope_version) AS scope,
    mapKeys(strings) AS string_keys, mapValues(strings) AS string_values,
    mapKeys(ints) AS int_keys, arrayMap(v -> toString(v), mapValues(ints)) AS int_values,
    mapKeys(doubles) AS double_keys, arrayMap(v -> toString(reinterpretAsUInt64(v)), mapValues(doubles)) AS double_values,
    mapKeys(bools) AS bool_keys, mapValues(bools) AS bool_values,
    mapKeys(jsons) AS json_keys, mapValues(jsons) AS json_values, mapKeys(resource) AS resource_keys,
    arrayMap(t -> toString(t), event_times) AS event_times, event_names, event_attributes,
    arrayMap(id -> lower(hex(id)), link_trace_ids) AS link_trace_ids,
    arrayMap(id -> lower(hex(id)), link_span_ids) AS link_span_ids, link_trace_states, link_attributes
  FROM events WHERE bin = 'b1' AND (type = 0) = ({type:UInt8} = 0)`;

function storedForm(row: RecordedEvent): Record<string, unknown> {
  const of = (type: string) =>
    Object.entries(row.attributes)
      .filter(([, value]) => type in value)
      .map(([key, value]) => [key, (value as Record<string, unknown>)[type]] as const);
  const bits = (value: unknown) => String(new BigUint64Array(new Float64Array([value as number]).buffer)[0]);
  const columns = (
    name: string,
    entries: (readonly [string, unknown])[],
    text: (value: unknown) => unknown,
  ) => ({
    [`${name}_keys`]: entries.map(([key]) => key),
    [`${name}_values`]: entries.map(([, value]) => text(value)),
  });
  return {
    type: row.type,
    entry: row.entry,
    time: String(row.time),
    duration: String(row.duration),
    trace_id: row.traceId,
    span_id: row.spanId,
    parent_span_id: row.parentSpanId,
    service: row.service,
    name: row.name,
    kind: row.kind,
    status: row.status,
    layer: row.layer,
    status_message: row.statusMessage,
    trace_state: row.traceState,
    sample_rate: row.sampleRate,
    flags: row.flags,
    severity: row.severity,
    severity_text: row.severityText,
    body: row.body,
    scope: row.scope,
    ...columns('string', of('string'), (value) => value),
    ...columns('int', of('int'), String),
    ...columns('double', of('double'), bits),
    ...columns('bool', of('bool'), (value) => value),
    ...columns('json', of('json'), (value) => value),
    resource_keys: Object.keys(row.resource),
    event_times: row.events.map((event) => String(event.time)),
    event_names: row.events.map((event) => event.name),
    event_attributes: row.events.map((event) => event.attributes),
    link_trace_ids: row.links.map((link) => link.traceId),
    link_span_ids: row.links.map((link) => link.spanId),
    link_trace_states: row.links.map((link) => link.traceState),
    link_attributes: row.links.map((link) => link.attributes),
  };
}

async function storedEvents(type: number): Promise<Record<string, unknown>[]> {
  const { rows, columns } = await engine.query(EVENTS, { type });
  return Array.from({ length: rows }, (_, index) => {
    const row = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]]));
    for (const name of ['json_values', 'event_attributes', 'link_attributes']) {
      row[name] = (row[name] as string[]).map((text) => JSON.parse(text));
    }
    row.entry = Boolean(row.entry);
    row.bool_values = (row.bool_values as unknown[]).map(Boolean);
    row.sample_rate = Number(row.sample_rate);
    return row;
  });
}

/** In one order, whatever order they are stored in; keys of a map may come in any order as well. */
function sorted(rows: Record<string, unknown>[]): unknown[] {
  const ordered = rows.map((row) => {
    const copy = { ...row };
    for (const type of ['string', 'int', 'double', 'bool', 'json']) {
      const keys = copy[`${type}_keys`] as string[];
      const values = copy[`${type}_values`] as unknown[];
      const pairs = keys.map((key, index) => [key, values[index]] as const);
      copy[type] = pairs.sort(([one], [other]) => (one < other ? -1 : 1));
      delete copy[`${type}_keys`];
      delete copy[`${type}_values`];
    }
    copy.resource_keys = [...(copy.resource_keys as string[])].sort();
    return copy;
  });
  return ordered.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

for (const [signal, type] of [
  ['traces', 0],
  ['logs', 1],
] as const) {
  it(`stores ${signal} as they were decoded (seed ${seed})`, async () => {
    const { events } = await sendRandom(signal);
    // A span that is sent twice counts once; random ids are not always different.
    const unique = new Map(
      events.rows.map((row, index) => [type === 0 ? row.traceId + row.spanId : index, row]),
    );
    assert.ok(unique.size > REQUESTS / 2, `only ${unique.size} rows`);
    const stored = await storedEvents(type);
    assert.deepEqual(sorted(stored), sorted([...unique.values()].map(storedForm)));
  });
}

it(`stores metrics as they were decoded (seed ${seed})`, async () => {
  const { metrics } = await sendRandom('metrics');
  assert.ok(metrics.points.length > REQUESTS / 2, `only ${metrics.points.length} points`);
  const { rows, columns } = await engine.query(`
    SELECT name, toString(type) AS type, service, unit, description, temporality, monotonic, flags, scale,
      toString(toUnixTimestamp64Nano(time)) AS time, toString(toUnixTimestamp64Nano(start_time)) AS start_time,
      toString(reinterpretAsUInt64(value)) AS value, toString(reinterpretAsUInt64(sum)) AS sum, toString(count) AS count,
      isNull(min) AS no_min, isNull(max) AS no_max, toString(zero_count) AS zero_count, positive_offset, negative_offset,
      arrayMap(v -> toString(reinterpretAsUInt64(v)), bounds) AS bounds,
      arrayMap(v -> toString(v), bucket_counts) AS bucket_counts,
      arrayMap(v -> toString(v), positive_counts) AS positive_counts,
      arrayMap(v -> toString(v), negative_counts) AS negative_counts,
      arrayMap(v -> toString(reinterpretAsUInt64(v)), quantile_values) AS quantile_values,
      arrayMap(id -> lower(hex(id)), exemplar_trace_ids) AS exemplar_trace_ids,
      arrayMap(t -> toString(t), exemplar_times) AS exemplar_times,
      arraySort(mapKeys(attributes)) AS attribute_keys, arraySort(mapKeys(resource)) AS resource_keys
    FROM metrics WHERE bin = 'b1'`);
  const stored = Array.from({ length: rows }, (_, index) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, plain(values[index])])),
    ),
  );
  assert.deepEqual(stored.sort(), metrics.points.map((point) => JSON.stringify(storedPoint(point))).sort());
});

const plain = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);

function storedPoint(point: MetricPoint): Record<string, unknown> {
  const bits = (value: number) => String(new BigUint64Array(new Float64Array([value]).buffer)[0]);
  const byBytes = (keys: string[]) =>
    keys.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return {
    name: point.name,
    type: point.type,
    service: point.service,
    unit: point.unit,
    description: point.description,
    temporality: point.temporality,
    monotonic: Number(point.monotonic),
    flags: point.flags,
    scale: point.scale,
    time: String(point.timeNanos),
    start_time: String(point.startTimeNanos),
    value: bits(point.value),
    sum: bits(point.sum),
    count: String(point.count),
    no_min: Number(point.min === null),
    no_max: Number(point.max === null),
    zero_count: String(point.zeroCount),
    positive_offset: point.positiveOffset,
    negative_offset: point.negativeOffset,
    bounds: point.bounds.map(bits),
    bucket_counts: point.bucketCounts.map(String),
    positive_counts: point.positiveCounts.map(String),
    negative_counts: point.negativeCounts.map(String),
    quantile_values: point.quantileValues.map(bits),
    exemplar_trace_ids: point.exemplars.map((one) => one.traceId || '0'.repeat(32)),
    exemplar_times: point.exemplars.map((one) => String(one.timeNanos)),
    attribute_keys: byBytes(Object.keys(point.attributes)),
    resource_keys: byBytes(Object.keys(point.resource)),
  };
}
