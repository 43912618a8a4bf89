/**
 * Sums of the derived rows of each quarter of an hour, so that a page over a day does not count a million rows again
 * (docs/adr/0010-sums-of-quarters.md). What may be read stands in `summed_quarters`; everything here can be made again
 * from the derived tables.
 */
import { DAYS_AT_REST } from './days-at-rest.ts';
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
    settings: {
      ...DURABLE,
      index_granularity: 8192,
      non_replicated_deduplication_window: 0,
      ...DAYS_AT_REST,
    },
  };
}

export const SUMMED_TRANSACTIONS = sums(
  'summed_transactions',
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
    durations Tuple(Array(UInt16), Array(UInt64)) CODEC(ZSTD(1)),
    query_counts Tuple(Array(UInt32), Array(UInt64)) CODEC(ZSTD(1)),
    waits Tuple(Array(UInt16), Array(UInt64)) CODEC(ZSTD(1)),`,
  'service, name',
);

export const SUMMED_OPERATIONS = sums(
  'summed_operations',
  `
    layer UInt8,
    fingerprint UInt64,
    service LowCardinality(String),
    transaction LowCardinality(String),
    summary LowCardinality(String),
    system LowCardinality(String),
    target LowCardinality(String),
    environment LowCardinality(String),
    code_file LowCardinality(String),
    code_line UInt32,
    code_function LowCardinality(String),
    last DateTime64(9, 'UTC'),
    called Float64,
    spent Float64,
    found Float64,
    failed Float64,
    requests Float64,
    longest UInt64,
    most UInt32,
    durations Tuple(Array(UInt16), Array(UInt64)) CODEC(ZSTD(1)),
    counts Tuple(Array(UInt32), Array(UInt64)) CODEC(ZSTD(1)),`,
  'layer, fingerprint',
);

export const SUMMED_EDGES = sums(
  'summed_edges',
  `
    from_service LowCardinality(String),
    to_kind LowCardinality(String),
    to_name LowCardinality(String),
    environment LowCardinality(String),
    called Float64,
    failed Float64,
    spent Float64,
    longest UInt64,
    durations Tuple(Array(UInt16), Array(UInt64)) CODEC(ZSTD(1)),`,
  'from_service, to_kind, to_name',
);

export const SUMMED_FINDINGS = sums(
  'summed_findings',
  `
    key UInt64,
    kind LowCardinality(String),
    service LowCardinality(String),
    transaction LowCardinality(String),
    version LowCardinality(String),
    environment LowCardinality(String),
    code_file LowCardinality(String),
    code_line UInt32,
    code_function LowCardinality(String),
    first DateTime64(9, 'UTC'),
    last DateTime64(9, 'UTC'),
    requests Float64,
    spent Float64,
    longest UInt64,
    most UInt32,
    counts Tuple(Array(UInt32), Array(UInt64)) CODEC(ZSTD(1)),
    losses Tuple(Array(UInt16), Array(UInt64)) CODEC(ZSTD(1)),
    examples Array(Tuple(Int64, FixedString(16), FixedString(8), DateTime64(9, 'UTC'), UInt32)) CODEC(ZSTD(1)),`,
  'key',
);

export const SUM_TABLES: readonly TableDefinition[] = [
  SUMMED_TRANSACTIONS,
  SUMMED_OPERATIONS,
  SUMMED_EDGES,
  SUMMED_FINDINGS,
];
/** Until migration 11. */
export const FORMER_SUM_TABLES: readonly string[] = ['transaction_sums', 'operation_sums', 'edge_sums'];
