/**
 * What is known of settled traces, as described in docs/data-model.md. Everything here can be made again from `events`;
 * a trace that changes has its rows deleted and written anew, so plain MergeTrees are read without `FINAL`.
 */
import type { TableDefinition } from './table-definition.ts';

/** A commit is noted as done only when its rows are on the disk, so they must be. */
const DURABLE = { fsync_after_insert: 1, fsync_part_directory: 1 };
const DERIVED_SETTINGS = { ...DURABLE, index_granularity: 8192, non_replicated_deduplication_window: 0 };

/** Rows of a trace are looked up by its id when it has to be written anew. */
const TRACE_INDEX = 'INDEX trace_ids trace_id TYPE bloom_filter(0.01) GRANULARITY 1';

const EXPIRY = "expires_at DateTime('UTC') CODEC(Delta, ZSTD(1))";

function derived(name: string, columns: string, orderBy: string): TableDefinition {
  return {
    name,
    engine: '',
    columns: `
    bin LowCardinality(String),
    time DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1)),
    trace_id FixedString(16) CODEC(ZSTD(1)),${columns}
    ${EXPIRY},
    ${TRACE_INDEX}`,
    partitionBy: 'toDate(time)',
    orderBy,
    ttl: 'expires_at',
    shardBy: 'cityHash64(trace_id)',
    settings: DERIVED_SETTINGS,
  };
}

export const TRANSACTIONS = derived(
  'transactions',
  `
    span_id FixedString(8) CODEC(ZSTD(1)),
    duration UInt64 CODEC(T64, ZSTD(1)),
    service LowCardinality(String),
    name LowCardinality(String),
    kind UInt8,
    error Bool,
    http_status UInt16,
    version LowCardinality(String),
    environment LowCardinality(String),
    host LowCardinality(String),
    sample_rate Float64 CODEC(ZSTD(1)),
    app UInt64 CODEC(T64, ZSTD(1)),
    db UInt64 CODEC(T64, ZSTD(1)),
    cache UInt64 CODEC(T64, ZSTD(1)),
    view UInt64 CODEC(T64, ZSTD(1)),
    http UInt64 CODEC(T64, ZSTD(1)),
    queue UInt64 CODEC(T64, ZSTD(1)),
    other UInt64 CODEC(T64, ZSTD(1)),
    queries UInt32 CODEC(T64, ZSTD(1)),
    cache_calls UInt32 CODEC(T64, ZSTD(1)),
    http_calls UInt32 CODEC(T64, ZSTD(1)),
    spans UInt32 CODEC(T64, ZSTD(1)),
    queue_wait UInt64 CODEC(T64, ZSTD(1)),
    attempts UInt16,`,
  '(bin, toStartOfHour(time), service, name, time)',
);

export const OPERATIONS = derived(
  'operations',
  `
    span_id FixedString(8) CODEC(ZSTD(1)),
    service LowCardinality(String),
    transaction LowCardinality(String),
    layer UInt8,
    system LowCardinality(String),
    target LowCardinality(String),
    fingerprint UInt64,
    summary LowCardinality(String),
    statement String CODEC(ZSTD(3)),
    calls UInt32 CODEC(T64, ZSTD(1)),
    total UInt64 CODEC(T64, ZSTD(1)),
    max UInt64 CODEC(T64, ZSTD(1)),
    max_span_id FixedString(8) CODEC(ZSTD(1)),
    rows UInt64 CODEC(T64, ZSTD(1)),
    errors UInt32 CODEC(T64, ZSTD(1)),
    code_file LowCardinality(String),
    code_line UInt32,
    code_function LowCardinality(String),
    sample_rate Float64 CODEC(ZSTD(1)),`,
  '(bin, toStartOfHour(time), layer, fingerprint, time)',
);

/**
 * Since migration 4 (6 for edges): how long the single calls took, as steps (`derive/analyse/duration-step.ts`), and how many took as
 * long. Of rows that were written before, all calls count as equally long.
 */
export const CALL_DURATIONS = [
  `durations Array(UInt16) DEFAULT [toUInt16(bitShiftRight(reinterpret(toFloat32(total / calls), 'UInt32'), 16))] CODEC(ZSTD(1))`,
  'duration_calls Array(UInt32) DEFAULT [calls] CODEC(ZSTD(1))',
];

export const EDGES = derived(
  'edges',
  `
    from_service LowCardinality(String),
    to_name LowCardinality(String),
    to_kind LowCardinality(String),
    calls UInt32 CODEC(T64, ZSTD(1)),
    errors UInt32 CODEC(T64, ZSTD(1)),
    total UInt64 CODEC(T64, ZSTD(1)),
    max UInt64 CODEC(T64, ZSTD(1)),
    sample_rate Float64 CODEC(ZSTD(1)),`,
  '(bin, toStartOfHour(time), from_service, to_kind, to_name, time)',
);

export const ERRORS = derived(
  'errors',
  `
    span_id FixedString(8) CODEC(ZSTD(1)),
    service LowCardinality(String),
    transaction LowCardinality(String),
    type LowCardinality(String),
    shape String CODEC(ZSTD(1)),
    message String CODEC(ZSTD(1)),
    place String CODEC(ZSTD(1)),
    version LowCardinality(String),
    group UInt64,
    sample_rate Float64 CODEC(ZSTD(1)),`,
  '(bin, toStartOfHour(time), group, time)',
);

export const FINDING_OCCURRENCES = derived(
  'finding_occurrences',
  `
    span_id FixedString(8) CODEC(ZSTD(1)),
    key UInt64,
    kind LowCardinality(String),
    service LowCardinality(String),
    transaction LowCardinality(String),
    statement String CODEC(ZSTD(1)),
    count UInt32 CODEC(T64, ZSTD(1)),
    lost UInt64 CODEC(T64, ZSTD(1)),
    code_file LowCardinality(String),
    code_line UInt32,
    code_function LowCardinality(String),
    evidence String CODEC(ZSTD(1)),
    sample_rate Float64 CODEC(ZSTD(1)),`,
  '(bin, toStartOfHour(time), key, time)',
);

/** Added by a migration of its own. */
export const FINDING_VERSION = ['version LowCardinality(String)'];

/**
 * Since migration 14: where the transaction ran that a row belongs to (of an edge the one that calls, of a delivery the
 * one that works on the message), so that sums tell environments apart.
 */
export const ENVIRONMENT = ['environment LowCardinality(String)'];

/** What people have said of a finding. */
export const FINDING_STATES: TableDefinition = {
  name: 'finding_states',
  engine: 'Replacing',
  engineArgument: 'changed_at',
  columns: `
    bin String,
    key UInt64,
    status LowCardinality(String),
    note String,
    changed_at DateTime64(3, 'UTC')`,
  orderBy: '(bin, key)',
  settings: DURABLE,
};

/** Deploys and other moments that charts show. */
export const MARKERS: TableDefinition = {
  name: 'markers',
  engine: 'Replacing',
  columns: `
    bin String,
    time DateTime64(3, 'UTC'),
    kind LowCardinality(String),
    service String,
    version String,
    text String,
    url String`,
  orderBy: '(bin, time, kind, service, version)',
  settings: DURABLE,
};

/** Up to which receipt every trace has been looked at. One row a share of the traces. */
export const DERIVE_PROGRESS: TableDefinition = {
  name: 'derive_progress',
  engine: 'Replacing',
  engineArgument: 'updated_at',
  columns: `
    share String,
    received_until DateTime('UTC'),
    updated_at DateTime64(3, 'UTC')`,
  orderBy: 'share',
  settings: DURABLE,
};

/** Tables with rows of traces, in the order in which they are written. */
export const TRACE_ROW_TABLES: readonly TableDefinition[] = [
  FINDING_OCCURRENCES,
  TRANSACTIONS,
  OPERATIONS,
  EDGES,
  ERRORS,
];
export const DERIVED_TABLES: readonly TableDefinition[] = [
  ...TRACE_ROW_TABLES,
  FINDING_STATES,
  MARKERS,
  DERIVE_PROGRESS,
];
