/**
 * How derived rows are summed by quarters of an hour. Whatever is counted from sums must be the same as counted from rows:
 * a row that has no sum yet stands beside the sums as if it were one (`asSums`), and pages count both in one question.
 * Weights are in thousandths: weighted percentiles take whole numbers.
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
  /** What is summed, by column. */
  values: Readonly<Record<string, SumValue>>;
}

interface SumValue {
  /** SQL of what a row has of it. */
  row: string;
  /** SQL of the sum of that. */
  of(row: string): string;
}

const sum = (row: string): SumValue => ({ row, of: (each) => `sum(${each})` });
const min = (row: string): SumValue => ({ row, of: (each) => `min(${each})` });
const max = (row: string): SumValue => ({ row, of: (each) => `max(${each})` });
/**
 * Values with their weights, as a pair of lists; `percentilesOf` reads it. To merge lists takes a sixth of the CPU that the
 * engine's own states of weighted percentiles take, which are made anew of tables of values.
 */
const distribution = (values: string, weights: string): SumValue => ({
  row: `(${values}, ${weights})`,
  of: (each) => `sumMap(${each}.1, ${each}.2)`,
});

/**
 * SQL of percentiles of a column that is a distribution.
 * @param condition SQL; which rows count
 */
export const percentilesOf = (levels: string, column: string, condition?: string): string =>
  condition === undefined
    ? `quantilesExactWeightedArray(${levels})(${column}.1, ${column}.2)`
    : `quantilesExactWeightedArrayIf(${levels})(${column}.1, ${column}.2, ${condition})`;

const WEIGHT = 'toUInt64(round(sample_rate * 1000))';
/** The upper 16 bits of the 32-bit float (`derive/analyse/duration-step.ts`). */
const stepOf = (column: string): string =>
  `toUInt16(bitShiftRight(reinterpret(toFloat32(${column}), 'UInt32'), 16))`;
const CALL_DURATIONS = distribution('durations', `arrayMap(each -> each * ${WEIGHT}, duration_calls)`);
const PLACE = { code_file: 'code_file', code_line: 'code_line', code_function: 'code_function' };
/** So many of the costliest occurrences of a finding are kept as examples. */
export const MAX_EXAMPLES = 5;

/** Both columns stand in every row, so a name that is also that of a sum is told apart by the table's. */
export const TRANSACTION_SUM: SumQuery = {
  from: 'transactions',
  to: 'summed_transactions',
  keys: {
    service: 'service',
    name: 'name',
    kind: 'kind',
    environment: 'environment',
    version: 'version',
  },
  values: {
    first: min('time'),
    last: max('time'),
    count: sum('1'),
    hits: sum('sample_rate'),
    spent: sum('duration * sample_rate'),
    failed: sum('if(error, sample_rate, 0)'),
    retried: sum('if(attempts > 1, sample_rate, 0)'),
    longest: max('duration'),
    ...Object.fromEntries(LAYER_NAMES.map((layer) => [`in_${layer}`, sum(`${layer} * sample_rate`)])),
    durations: distribution(`[${stepOf('duration')}]`, `[${WEIGHT}]`),
    query_counts: distribution('[queries]', `[${WEIGHT}]`),
    waits: distribution(`[${stepOf('queue_wait')}]`, `[${WEIGHT}]`),
  },
};

export const OPERATION_SUM: SumQuery = {
  from: 'operations',
  to: 'summed_operations',
  keys: {
    layer: 'layer',
    fingerprint: 'fingerprint',
    service: 'service',
    transaction: 'transaction',
    summary: 'summary',
    system: 'system',
    target: 'target',
    environment: 'environment',
    ...PLACE,
  },
  values: {
    last: max('time'),
    called: sum('calls * sample_rate'),
    spent: sum('total * sample_rate'),
    found: sum('rows * sample_rate'),
    failed: sum('errors * sample_rate'),
    requests: sum('sample_rate'),
    longest: max('max'),
    most: max('calls'),
    durations: CALL_DURATIONS,
    counts: distribution('[calls]', `[${WEIGHT}]`),
  },
};

export const EDGE_SUM: SumQuery = {
  from: 'edges',
  to: 'summed_edges',
  keys: {
    from_service: 'from_service',
    to_kind: 'to_kind',
    to_name: 'to_name',
    environment: 'environment',
  },
  values: {
    called: sum('calls * sample_rate'),
    failed: sum('errors * sample_rate'),
    spent: sum('total * sample_rate'),
    longest: max('max'),
    durations: CALL_DURATIONS,
  },
};

export const FINDING_SUM: SumQuery = {
  from: 'finding_occurrences',
  to: 'summed_findings',
  keys: {
    key: 'key',
    kind: 'kind',
    service: 'service',
    transaction: 'transaction',
    version: 'version',
    environment: 'environment',
    ...PLACE,
  },
  values: {
    first: min('time'),
    last: max('time'),
    requests: sum('sample_rate'),
    spent: sum('lost * sample_rate'),
    longest: max('lost'),
    most: max('count'),
    counts: distribution('[count]', `[${WEIGHT}]`),
    losses: distribution(`[${stepOf('lost')}]`, `[${WEIGHT}]`),
    examples: {
      row: '[(-toInt64(lost), trace_id, span_id, time, count)]',
      of: (each) => `groupArraySortedArray(${MAX_EXAMPLES})(${each})`,
    },
  },
};

export const SUM_QUERIES: readonly SumQuery[] = [TRANSACTION_SUM, OPERATION_SUM, EDGE_SUM, FINDING_SUM];

/**
 * Rows as if each were a sum: `slot` and the columns that are wanted. Columns must not be called as those that they are made
 * of until all are made, or the engine takes one for the other: hence the prefix inside.
 *
 * @param columns keys and values
 * @param slot SQL of what stands in `slot`, from `time`
 */
export function asSums(
  { from, keys, values }: SumQuery,
  where: string,
  columns: readonly string[],
  slot = QUARTER_SQL,
): string {
  const sql = (column: string): string => keys[column] ?? values[column]!.row;
  return `SELECT row_slot AS slot${columns.map((column) => `, row_${column} AS ${column}`).join('')}
    FROM (
      SELECT ${[`${slot} AS row_slot`, ...columns.map((column) => `${sql(column)} AS row_${column}`)].join(', ')}
      FROM ${from}
      WHERE ${where}
    )`;
}

/** Writes the sums of rows under the number of a seal. */
export function insertSums(query: SumQuery, where: string, seal: string): string {
  const withOwn: SumQuery = {
    ...query,
    keys: { bin: 'bin', ...query.keys },
    values: { ...query.values, expires_at: max('expires_at') },
  };
  const [keys, values] = [Object.keys(withOwn.keys), Object.entries(withOwn.values)];
  const columns = [...keys, ...values.map(([column]) => column)];
  return `INSERT INTO ${query.to} (quarter, seal, ${columns.join(', ')})
    SELECT slot, ${seal}, ${[...keys, ...values.map(([column, { of }]) => of(column))].join(', ')}
    FROM (${asSums(withOwn, where, columns)})
    GROUP BY ${['slot', ...keys].join(', ')}`;
}
