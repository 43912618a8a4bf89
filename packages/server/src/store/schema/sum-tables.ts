/**
 * Sums of the derived rows of each quarter of an hour, so that a page over a day does not count a million rows again
 * (docs/adr/0010-sums-of-quarters.md). What may be read stands in `summed_quarters`; everything here can be made again
 * from the derived tables.
 */
import type { TableDefinition } from './table-definition.ts';

/** A quarter is noted as summed only when its sums are on the disk. */
const DURABLE = { fsync_after_insert: 1, fsync_part_directory: 1 };

/**
 * One row for each change: `seal` numbers the sums that were made, or says from when on (`valid` false) there are none.
 * The largest number holds.
 */
export const SUMMED_QUARTERS: TableDefinition = {
  name: 'summed_quarters',
  engine: 'Replacing',
  engineArgument: 'seal',
  columns: `
    bin String,
    quarter DateTime('UTC'),
    seal UInt64,
    valid Bool`,
  orderBy: '(bin, quarter)',
  // The longest retention.
  ttl: 'quarter + INTERVAL 401 DAY',
  settings: DURABLE,
};

/** All rows on every node of a cluster: they are few, and what counts as summed is the same for all. */
function sums(name: string, columns: string, orderBy: string): TableDefinition {
  return {
    name,
    engine: '',
    columns: `
    bin LowCardinality(String),
    quarter DateTime('UTC'),
    seal UInt64,${columns}
    expires_at DateTime('UTC')`,
    partitionBy: 'toDate(quarter)',
    orderBy: `(bin, quarter, seal, ${orderBy})`,
    ttl: 'expires_at',
    settings: { ...DURABLE, index_granularity: 8192, non_replicated_deduplication_window: 0 },
  };
}

export const TRANSACTION_SUMS = sums(
  'transaction_sums',
  `
    service LowCardinality(String),
    name LowCardinality(String),
    kind UInt8,
    environment LowCardinality(String),
    version LowCardinality(String),
    first DateTime64(9, 'UTC'),
    last DateTime64(9, 'UTC'),
    count UInt64,
    hits Float64,
    spent Float64,
    failed Float64,
    retried Float64,
    longest UInt64,
    in_app Float64,
    in_db Float64,
    in_cache Float64,
    in_view Float64,
    in_http Float64,
    in_queue Float64,
    in_other Float64,
    durations AggregateFunction(quantilesExactWeighted(0.5, 0.95, 0.99), UInt16, UInt64),
    query_counts AggregateFunction(quantilesExactWeighted(0.5, 0.95), UInt32, UInt64),
    waits AggregateFunction(quantilesExactWeighted(0.5, 0.95), UInt16, UInt64),`,
  'service, name',
);

export const OPERATION_SUMS = sums(
  'operation_sums',
  `
    layer UInt8,
    fingerprint UInt64,
    service LowCardinality(String),
    transaction LowCardinality(String),
    summary LowCardinality(String),
    system LowCardinality(String),
    target LowCardinality(String),
    last DateTime64(9, 'UTC'),
    called Float64,
    spent Float64,
    found Float64,
    failed Float64,
    requests Float64,
    longest UInt64,
    most UInt32,
    durations AggregateFunction(quantilesExactWeightedArray(0.5, 0.95), Array(UInt16), Array(UInt64)),
    counts AggregateFunction(quantilesExactWeighted(0.5, 0.95), UInt32, UInt64),`,
  'layer, fingerprint',
);

export const EDGE_SUMS = sums(
  'edge_sums',
  `
    from_service LowCardinality(String),
    to_kind LowCardinality(String),
    to_name LowCardinality(String),
    called Float64,
    failed Float64,
    spent Float64,
    longest UInt64,
    durations AggregateFunction(quantilesExactWeightedArray(0.5, 0.95), Array(UInt16), Array(UInt64)),`,
  'from_service, to_kind, to_name',
);

export const SUM_TABLES: readonly TableDefinition[] = [TRANSACTION_SUMS, OPERATION_SUMS, EDGE_SUMS];
