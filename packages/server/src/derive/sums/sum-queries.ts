/**
 * How derived rows are summed by quarters of an hour. Whatever is counted from sums must be the same as counted from rows,
 * so both go through the SQL here. Weights are in thousandths: weighted percentiles take whole numbers.
 */
import { LAYER_NAMES } from '@tracebin/model';
import { QUARTER_SQL } from './quarter.ts';

/** The rows that are summed, and how. */
export interface SumQuery {
  /** Table of rows. */
  from: string;
  /** Table of sums. */
  to: string;
  /** SQL of what tells sums apart, by column of the table of sums. */
  keys: Readonly<Record<string, string>>;
  /** SQL of what is summed, by column. */
  values: Readonly<Record<string, string>>;
}

const WEIGHT = 'toUInt64(round(sample_rate * 1000))';
/** The upper 16 bits of the 32-bit float (`derive/analyse/duration-step.ts`). */
const stepOf = (column: string): string =>
  `toUInt16(bitShiftRight(reinterpret(toFloat32(${column}), 'UInt32'), 16))`;
const CALL_DURATIONS = `quantilesExactWeightedArrayState(0.5, 0.95)(durations, arrayMap(each -> each * ${WEIGHT}, duration_calls))`;

/** Both columns stand in every row, so a name that is also that of a sum is told apart by the table's. */
export const TRANSACTION_SUM: SumQuery = {
  from: 'transactions',
  to: 'transaction_sums',
  keys: {
    service: 'service',
    name: 'name',
    kind: 'kind',
    environment: 'environment',
    version: 'version',
  },
  values: {
    first: 'min(time)',
    last: 'max(time)',
    count: 'count()',
    hits: 'sum(sample_rate)',
    spent: 'sum(duration * sample_rate)',
    failed: 'sumIf(sample_rate, error)',
    retried: 'sumIf(sample_rate, attempts > 1)',
    longest: 'max(duration)',
    ...Object.fromEntries(LAYER_NAMES.map((layer) => [`in_${layer}`, `sum(${layer} * sample_rate)`])),
    durations: `quantilesExactWeightedState(0.5, 0.95, 0.99)(${stepOf('duration')}, ${WEIGHT})`,
    query_counts: `quantilesExactWeightedState(0.5, 0.95)(queries, ${WEIGHT})`,
    waits: `quantilesExactWeightedState(0.5, 0.95)(${stepOf('queue_wait')}, ${WEIGHT})`,
  },
};

export const OPERATION_SUM: SumQuery = {
  from: 'operations',
  to: 'operation_sums',
  keys: {
    layer: 'layer',
    fingerprint: 'fingerprint',
    service: 'service',
    transaction: 'transaction',
    summary: 'summary',
    system: 'system',
    target: 'target',
  },
  values: {
    last: 'max(time)',
    called: 'sum(calls * sample_rate)',
    spent: 'sum(total * sample_rate)',
    found: 'sum(rows * sample_rate)',
    failed: 'sum(errors * sample_rate)',
    requests: 'sum(sample_rate)',
    longest: 'max(max)',
    most: 'max(calls)',
    durations: CALL_DURATIONS,
    counts: `quantilesExactWeightedState(0.5, 0.95)(calls, ${WEIGHT})`,
  },
};

export const EDGE_SUM: SumQuery = {
  from: 'edges',
  to: 'edge_sums',
  keys: { from_service: 'from_service', to_kind: 'to_kind', to_name: 'to_name' },
  values: {
    called: 'sum(calls * sample_rate)',
    failed: 'sum(errors * sample_rate)',
    spent: 'sum(total * sample_rate)',
    longest: 'max(max)',
    durations: CALL_DURATIONS,
  },
};

export const SUM_QUERIES: readonly SumQuery[] = [TRANSACTION_SUM, OPERATION_SUM, EDGE_SUM];

/**
 * Sums of rows: `slot` and the columns that are wanted; rows as they are where nothing is summed. Sums must not be called as the columns that they are made of
 * until all are made, or the engine takes one for the other: hence the prefix inside.
 *
 * @param columns keys and values
 * @param more further keys, as `bin`
 * @param slot SQL of what stands in `slot`, from `time`: the quarter where nothing else is said
 */
export function sumsOfRows(
  { from, keys, values }: SumQuery,
  where: string,
  columns: readonly string[],
  more: Readonly<Record<string, string>> = {},
  slot = QUARTER_SQL,
): string {
  const wanted = [...Object.keys(more), ...columns];
  const all = { ...keys, ...values, ...more };
  const inner = wanted.map((column) => `${all[column as keyof typeof all]} AS sum_${column}`);
  const isSummed = wanted.some((column) => column in values);
  const grouped = wanted.filter((column) => !(column in values)).map((column) => `sum_${column}`);
  return `SELECT sum_slot AS slot${wanted.map((column) => `, sum_${column} AS ${column}`).join('')}
    FROM (
      SELECT ${[`${slot} AS sum_slot`, ...inner].join(', ')}
      FROM ${from}
      WHERE ${where}
      ${isSummed ? `GROUP BY ${['sum_slot', ...grouped].join(', ')}` : ''}
    )`;
}

/** Writes the sums of rows under the number of a seal. */
export function insertSums(query: SumQuery, where: string, seal: string): string {
  const columns = [...Object.keys(query.keys), ...Object.keys(query.values)];
  const more = { bin: 'bin' };
  const withExpiry: SumQuery = { ...query, values: { ...query.values, expires_at: 'max(expires_at)' } };
  const all = ['bin', ...columns, 'expires_at'];
  return `INSERT INTO ${query.to} (quarter, seal, ${all.join(', ')})
    SELECT slot, ${seal}, ${all.join(', ')}
    FROM (${sumsOfRows(withExpiry, where, [...columns, 'expires_at'], more)})`;
}
