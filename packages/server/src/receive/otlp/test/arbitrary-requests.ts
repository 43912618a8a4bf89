/**
 * Random OTLP requests as plain objects in the field names of protobuf's JSON: ids and bytes as buffers, 64-bit integers
 * as text. Most rows can be taken, some have an id or a time that cannot be.
 */
import fc from 'fast-check';

export const NOW_MS = 1_700_000_000_123;
const NOW = BigInt(NOW_MS) * 1_000_000n;
const HOUR = 3_600_000_000_000n;

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 24 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'redis', 'receive', 'mssql', 'a.example:8080', '/p?q=1', '42'),
  },
);

const key = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'http.method',
      'http.request.method',
      'http.status_code',
      'http.target',
      'http.url',
      'http.host',
      'url.path',
      'net.peer.name',
      'net.peer.port',
      'server.address',
      'client.address',
      'net.host.name',
      'db.system',
      'db.system.name',
      'db.statement',
      'db.query.text',
      'db.name',
      'db.redis.database_index',
      'db.namespace',
      'messaging.operation',
      'messaging.destination',
      'code.function',
      'code.namespace',
      'rpc.grpc.status_code',
      'enduser.id',
      'sampleRate',
      'event.name',
      'service.name',
      '__proto__',
      'constructor',
      'template.name',
    ),
  },
  { weight: 1, arbitrary: fc.constant('') },
);

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -300n, max: 300n }),
  fc.constantFrom(2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n), 0n),
);

const double = fc.double();
const bytes = fc.uint8Array({ maxLength: 10 }).map((value) => Buffer.from(value));

const { anyValue } = fc.letrec<{ anyValue: object }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: text.map((stringValue) => ({ stringValue })) },
    { weight: 3, arbitrary: int64.map((value) => ({ intValue: String(value) })) },
    { weight: 2, arbitrary: double.map((doubleValue) => ({ doubleValue })) },
    { weight: 2, arbitrary: fc.boolean().map((boolValue) => ({ boolValue })) },
    { weight: 1, arbitrary: bytes.map((bytesValue) => ({ bytesValue })) },
    { weight: 1, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.array(tie('anyValue'), { maxLength: 4 }).map((values) => ({ arrayValue: { values } })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.record({ key: text, value: tie('anyValue') }), { maxLength: 4 })
        .map((values) => ({ kvlistValue: { values } })),
    },
  ),
}));

const attributes = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ key, value: anyValue }) },
    { weight: 1, arbitrary: fc.record({ key }) },
  ),
  { maxLength: 10 },
);

const idOf = (length: number) =>
  fc
    .oneof(
      { weight: 20, arbitrary: fc.uint8Array({ minLength: length, maxLength: length }) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: length + 2 }) },
      { weight: 1, arbitrary: fc.constant(new Uint8Array(length)) },
    )
    .map((value) => Buffer.from(value));

const optionalId = (length: number) =>
  fc.oneof({ weight: 1, arbitrary: idOf(length) }, { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) });

const time = fc.oneof(
  { weight: 30, arbitrary: fc.bigInt({ min: NOW - 2n * HOUR, max: NOW }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0n, 1n, NOW + 48n * HOUR, NOW - 400n * HOUR, 2n ** 64n - 1n, 2n ** 63n),
  },
);

const count = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(2 ** 31 - 1) },
);

const resource = fc.record({ attributes, droppedAttributesCount: count }, { requiredKeys: [] });
const instrumentationScope = fc.record(
  { name: fc.constantFrom('', 'http', 'opentelemetry.instrumentation.jinja2'), version: text, attributes },
  { requiredKeys: [] },
);

const span = fc
  .record({
    traceId: idOf(16),
    spanId: idOf(8),
    parentSpanId: optionalId(8),
    traceState: fc.constantFrom('', 'ot=th:c', 'a=b,ot=rv:12345678901234;th:8', 'vendor=1'),
    flags: fc.nat(2 ** 31 - 1),
    name: fc.oneof(text, fc.constantFrom('GET /', 'ejs.render', 'res.render')),
    kind: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 5 }) },
      { weight: 1, arbitrary: fc.constant(17) },
    ),
    start: time,
    length: fc.oneof(
      { weight: 20, arbitrary: fc.bigInt({ min: 0n, max: 3_000_000_000n }) },
      { weight: 1, arbitrary: fc.bigInt({ min: -5n, max: 5n }) },
    ),
    attributes,
    droppedAttributesCount: count,
    events: fc.array(fc.record({ timeUnixNano: time.map(String), name: text, attributes }), { maxLength: 3 }),
    droppedEventsCount: count,
    links: fc.array(fc.record({ traceId: idOf(16), spanId: idOf(8), traceState: text, attributes }), {
      maxLength: 3,
    }),
    droppedLinksCount: count,
    status: fc.option(fc.record({ code: fc.integer({ min: 0, max: 3 }), message: text }), { nil: undefined }),
  })
  .map(({ start, length, ...rest }) => ({
    ...rest,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(BigInt.asUintN(64, start + length)),
  }));

const logRecord = fc.record(
  {
    timeUnixNano: time.map(String),
    observedTimeUnixNano: time.map(String),
    severityNumber: fc.integer({ min: 0, max: 26 }),
    severityText: text,
    body: anyValue,
    attributes,
    droppedAttributesCount: count,
    flags: fc.nat(2 ** 31 - 1),
    traceId: optionalId(16),
    spanId: optionalId(8),
    eventName: text,
  },
  { requiredKeys: [] },
);

const exemplar = fc.record(
  {
    filteredAttributes: attributes,
    timeUnixNano: time.map(String),
    asDouble: double,
    traceId: optionalId(16),
    spanId: optionalId(8),
  },
  { requiredKeys: [] },
);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const pointBase = {
  attributes,
  startTimeUnixNano: time.map(String),
  timeUnixNano: time.map(String),
  flags: fc.nat(3),
};
const exemplars = fc.array(exemplar, { maxLength: 2 });
const numberPoint = fc
  .record({ ...pointBase, exemplars, value: fc.option(fc.oneof(double, int64)) })
  .map(({ value, ...rest }) => ({
    ...rest,
    ...(value === null ? {} : typeof value === 'bigint' ? { asInt: String(value) } : { asDouble: value }),
  }));
const extremes = { min: double, max: double, sum: double };
const histogramPoint = fc.nat(4).chain((bounds) =>
  fc.record(
    {
      ...pointBase,
      ...extremes,
      exemplars,
      count: uint64,
      explicitBounds: fc.array(double, { minLength: bounds, maxLength: bounds }),
      bucketCounts: fc.oneof(
        { weight: 9, arbitrary: fc.array(uint64, { minLength: bounds + 1, maxLength: bounds + 1 }) },
        { weight: 1, arbitrary: fc.array(uint64, { maxLength: 6 }) },
      ),
    },
    { requiredKeys: ['timeUnixNano', 'explicitBounds', 'bucketCounts'] },
  ),
);
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const buckets = fc.record({ offset: int32, bucketCounts: fc.array(uint64, { maxLength: 4 }) });
const exponentialPoint = fc.record(
  {
    ...pointBase,
    ...extremes,
    exemplars,
    count: uint64,
    scale: fc.integer({ min: -10, max: 20 }),
    zeroCount: uint64,
    zeroThreshold: double,
    positive: buckets,
    negative: buckets,
  },
  { requiredKeys: ['timeUnixNano'] },
);
const summaryPoint = fc.record({
  ...pointBase,
  count: uint64,
  sum: double,
  quantileValues: fc.array(fc.record({ quantile: double, value: double }), { maxLength: 3 }),
});
const aggregationTemporality = fc.nat(3);
const pointsOf = (point: fc.Arbitrary<object>) => fc.array(point, { maxLength: 3 });
const metric = fc
  .record({
    base: fc.record({ name: text, description: text, unit: text }),
    data: fc.oneof(
      fc.record({ gauge: fc.record({ dataPoints: pointsOf(numberPoint) }) }),
      fc.record({
        sum: fc.record({
          dataPoints: pointsOf(numberPoint),
          aggregationTemporality,
          isMonotonic: fc.boolean(),
        }),
      }),
      fc.record({ histogram: fc.record({ dataPoints: pointsOf(histogramPoint), aggregationTemporality }) }),
      fc.record({
        exponentialHistogram: fc.record({ dataPoints: pointsOf(exponentialPoint), aggregationTemporality }),
      }),
      fc.record({ summary: fc.record({ dataPoints: pointsOf(summaryPoint) }) }),
    ),
  })
  .map(({ base, data }) => ({ ...base, ...data }));

function requestOf(groups: string, scopes: string, records: string, record: fc.Arbitrary<object>) {
  const scopeGroup = fc
    .record({ scope: instrumentationScope, items: fc.array(record, { maxLength: 4 }) })
    .map(({ scope, items }) => ({ scope, [records]: items }));
  return fc
    .array(
      fc
        .record({ resource, scopeGroups: fc.array(scopeGroup, { maxLength: 2 }) })
        .map(({ resource, scopeGroups }) => ({ resource, [scopes]: scopeGroups })),
      { maxLength: 2 },
    )
    .map((list) => ({ [groups]: list }));
}

export const arbitraryRequests = {
  traces: requestOf('resourceSpans', 'scopeSpans', 'spans', span),
  logs: requestOf('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  metrics: requestOf('resourceMetrics', 'scopeMetrics', 'metrics', metric),
} as const;
