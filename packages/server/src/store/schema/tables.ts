/**
 * The tables as of now, as described in docs/data-model.md. Sort orders, indexes and codecs follow the measurements in
 * docs/adr/0002-attribute-storage.md.
 */
import { ATTRIBUTE_INDEXES, EMPTY_TEXT_INDEXES, FEWER_MERGES, MAPS_IN_BUCKETS } from './attribute-indexes.ts';
import type { TableDefinition, ViewDefinition } from './table-definition.ts';

/**
 * A committed block is on the disk, not in the system's cache: it survives a power cut. Costs in
 * docs/adr/0003-group-commit.md.
 */
const DURABLE = { fsync_after_insert: 1, fsync_part_directory: 1 };

const EVENT_SETTINGS = {
  ...DURABLE,
  index_granularity: 2048,
  non_replicated_deduplication_window: 0,
};

/** Time and duration, which nearly each question reads of every row: a third less CPU than with ZSTD, for 0.36 bytes more. */
export const OFTEN_READ = 'T64, LZ4';

/** Granules in which each row stands for one event alone: the engine's answer in 5 ms of CPU for ten million spans. */
const SAMPLED_INDEX = 'sampled sample_rate TYPE minmax GRANULARITY 1';

/** What spares questions a part of their work, so each is asked about it first. */
export const LOOK_INDEXES = [SAMPLED_INDEX, ...EMPTY_TEXT_INDEXES];

export const EVENTS: TableDefinition = {
  name: 'events',
  engine: '',
  columns: `
    bin LowCardinality(String),
    type UInt8,
    entry Bool,
    time DateTime64(9, 'UTC') CODEC(${OFTEN_READ}),
    duration UInt64 CODEC(${OFTEN_READ}),
    trace_id FixedString(16) CODEC(ZSTD(1)),
    span_id FixedString(8) CODEC(ZSTD(1)),
    parent_span_id FixedString(8) CODEC(ZSTD(1)),
    service LowCardinality(String),
    name LowCardinality(String),
    kind UInt8,
    status UInt8,
    layer UInt8,
    status_message String CODEC(ZSTD(1)),
    trace_state String CODEC(ZSTD(1)),
    sample_rate Float64 CODEC(ZSTD(1)),
    flags UInt32 CODEC(ZSTD(1)),
    severity UInt8,
    severity_text LowCardinality(String),
    body String CODEC(ZSTD(1)),
    scope_name LowCardinality(String),
    scope_version LowCardinality(String),
    strings Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    ints Map(LowCardinality(String), Int64) CODEC(ZSTD(3)),
    doubles Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
    bools Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
    jsons Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    resource Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    event_times Array(UInt64) CODEC(ZSTD(1)),
    event_names Array(LowCardinality(String)),
    event_attributes Array(String) CODEC(ZSTD(1)),
    link_trace_ids Array(FixedString(16)) CODEC(ZSTD(1)),
    link_span_ids Array(FixedString(8)) CODEC(ZSTD(1)),
    link_trace_states Array(String) CODEC(ZSTD(1)),
    link_attributes Array(String) CODEC(ZSTD(1)),
    received_at DateTime('UTC') CODEC(Delta, ZSTD(1)),
    expires_at DateTime('UTC') CODEC(Delta, ZSTD(1)),
    ${ATTRIBUTE_INDEXES},
    INDEX trace_ids trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX receipts received_at TYPE minmax GRANULARITY 1,
    ${LOOK_INDEXES.map((index) => `INDEX ${index}`).join(',\n    ')}`,
  partitionBy: 'toDate(time)',
  // Were the last one `time` itself, the engine would hold conditions on time against it alone and never against the five minutes.
  orderBy: '(bin, entry, toStartOfFiveMinutes(time), service, name, toUnixTimestamp64Nano(time))',
  ttl: 'expires_at',
  shardBy: 'cityHash64(trace_id)',
  settings: { ...EVENT_SETTINGS, ...MAPS_IN_BUCKETS, ...FEWER_MERGES },
};

/**
 * Every block of spans makes a small part here, and merging texts and lists of services costs more than any other row: with
 * the engine's base of 5 each row was merged 3.3 times while 240 blocks came in, with 12 1.6 times, for 3 parts more.
 */
export const FEWER_MERGES_OF_TRACES = { merge_selector_base: 12 };

export const TRACES: TableDefinition = {
  name: 'traces',
  engine: 'Aggregating',
  columns: `
    bin LowCardinality(String),
    trace_id FixedString(16),
    start SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(Delta, ZSTD(1)),
    end SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(Delta, ZSTD(1)),
    spans SimpleAggregateFunction(sum, Int64) CODEC(ZSTD(1)),
    errors SimpleAggregateFunction(sum, Int64) CODEC(ZSTD(1)),
    root_service SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
    root_name SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
    services SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1)),
    expires_at SimpleAggregateFunction(max, DateTime('UTC')) CODEC(Delta, ZSTD(1))`,
  orderBy: '(bin, trace_id)',
  ttl: 'expires_at',
  shardBy: 'cityHash64(trace_id)',
  settings: { ...DURABLE, index_granularity: 1024, ...FEWER_MERGES_OF_TRACES },
};

/** What the spans of one block say about their traces; also computed when the two tables are compared after a crash. */
export const TRACE_AGGREGATES = `
    bin, trace_id,
    min(time) AS start,
    max(addNanoseconds(time, duration)) AS end,
    toInt64(count()) AS spans,
    toInt64(countIf(status = 2)) AS errors,
    maxIf(toString(service), parent_span_id = toFixedString('', 8)) AS root_service,
    maxIf(toString(name), parent_span_id = toFixedString('', 8)) AS root_name,
    groupUniqArray(toString(service)) AS services,
    max(expires_at) AS expires_at`;

export const TRACES_FROM_EVENTS: ViewDefinition = {
  name: 'traces_from_events',
  from: 'events',
  to: 'traces',
  // Inside a view the aggregate's name would shadow the column it is computed from.
  select: `SELECT ${TRACE_AGGREGATES.replace('max(expires_at)', 'max(source.expires_at)')}
    FROM {from} AS source WHERE type = 0 GROUP BY bin, trace_id`,
};

export const METRICS: TableDefinition = {
  name: 'metrics',
  engine: '',
  columns: `
    bin LowCardinality(String),
    name LowCardinality(String),
    type LowCardinality(String),
    unit LowCardinality(String),
    description LowCardinality(String),
    temporality UInt8,
    monotonic Bool,
    service LowCardinality(String),
    scope_name LowCardinality(String),
    scope_version LowCardinality(String),
    resource Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    start_time DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
    time DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
    flags UInt32,
    value Float64 CODEC(ZSTD(1)),
    count UInt64 CODEC(T64, ZSTD(1)),
    sum Float64 CODEC(ZSTD(1)),
    min Nullable(Float64) CODEC(ZSTD(1)),
    max Nullable(Float64) CODEC(ZSTD(1)),
    bounds Array(Float64) CODEC(ZSTD(1)),
    bucket_counts Array(UInt64) CODEC(ZSTD(1)),
    scale Int32,
    zero_count UInt64,
    zero_threshold Float64,
    positive_offset Int32,
    positive_counts Array(UInt64) CODEC(ZSTD(1)),
    negative_offset Int32,
    negative_counts Array(UInt64) CODEC(ZSTD(1)),
    quantiles Array(Float64) CODEC(ZSTD(1)),
    quantile_values Array(Float64) CODEC(ZSTD(1)),
    exemplar_times Array(UInt64) CODEC(ZSTD(1)),
    exemplar_values Array(Float64) CODEC(ZSTD(1)),
    exemplar_trace_ids Array(FixedString(16)) CODEC(ZSTD(1)),
    exemplar_span_ids Array(FixedString(8)) CODEC(ZSTD(1)),
    exemplar_attributes Array(String) CODEC(ZSTD(1)),
    received_at DateTime('UTC') CODEC(Delta, ZSTD(1)),
    expires_at DateTime('UTC') CODEC(Delta, ZSTD(1))`,
  partitionBy: 'toDate(time)',
  orderBy: '(bin, name, service, time)',
  ttl: 'expires_at',
  shardBy: 'cityHash64(bin, name, service)',
  settings: EVENT_SETTINGS,
};

export const BINS: TableDefinition = {
  name: 'bins',
  engine: 'Replacing',
  engineArgument: 'updated_at',
  columns: `
    id String,
    name String,
    view_token_hash String,
    retention_hours UInt16,
    created_at DateTime('UTC'),
    deleted Bool,
    updated_at DateTime64(3, 'UTC')`,
  orderBy: 'id',
  settings: DURABLE,
};

export const KEYS: TableDefinition = {
  name: 'keys',
  engine: 'Replacing',
  engineArgument: 'updated_at',
  columns: `
    hash String,
    bin String,
    kind LowCardinality(String),
    created_at DateTime('UTC'),
    revoked Bool,
    limits String,
    updated_at DateTime64(3, 'UTC')`,
  orderBy: 'hash',
  settings: DURABLE,
};

export const FIELDS: TableDefinition = {
  name: 'fields',
  engine: 'Replacing',
  engineArgument: 'last_seen',
  columns: `
    bin String,
    name String,
    type LowCardinality(String),
    source LowCardinality(String),
    last_seen DateTime('UTC'),
    examples Array(String),
    expires_at DateTime('UTC')`,
  orderBy: '(bin, source, name, type)',
  ttl: 'expires_at',
  // Read again from the events if it is lost, so not worth a wait for the disk.
  settings: {},
};

export const MIGRATIONS: TableDefinition = {
  name: 'migrations',
  engine: 'Replacing',
  engineArgument: 'ran_at',
  columns: `
    number UInt32,
    name String,
    ran_at DateTime64(3, 'UTC')`,
  orderBy: 'number',
  settings: DURABLE,
};

/** One row that the writer writes to find out whether the store takes data again. */
export const PROBES: TableDefinition = {
  name: 'probes',
  engine: 'Replacing',
  engineArgument: 'at',
  columns: `
    writer String,
    at DateTime64(3, 'UTC')`,
  orderBy: 'writer',
  ttl: 'toDateTime(at) + INTERVAL 1 DAY',
  settings: DURABLE,
};
