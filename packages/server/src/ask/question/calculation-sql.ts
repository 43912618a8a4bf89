import { type Calculation, type CalculationOp, joined, percentileOf } from '@tracebin/model';
import type { ConditionScope } from './condition-scope.ts';
import { conditionSql, filterSql } from './condition-sql.ts';
import { relatedField } from './field-book.ts';
import type { FieldSql } from './field-sql.ts';
import { filtersBeside } from './filters-beside.ts';

/** A calculation as expression in a SELECT with GROUP BY: Nullable(Float64). */
export interface CalculationSql {
  alias: string;
  sql: string;
}

/** Rates are differences of these from bucket to bucket. */
export const RATE_OF: Partial<Record<CalculationOp, CalculationOp>> = {
  RATE_AVG: 'AVG',
  RATE_SUM: 'SUM',
  RATE_MAX: 'MAX',
};

/** Made of one bucket of time after another, and not of events alone. */
export const isSequenceOp = (op: CalculationOp): boolean => op === 'CONCURRENCY' || RATE_OF[op] !== undefined;

/**
 * Percentiles keep the 9 leading binary digits of their numbers, rounded: the exact weighted percentile then counts some
 * thousand numbers instead of one per event. Off by 0.2 % at most; whole numbers up to 512 stay exact.
 */
const KEPT_BITS = 0xffff8000;
const HALF_STEP = 0x4000;

export function roughNumber(number: string): string {
  const bits = `reinterpret(toFloat32(${number}), 'UInt32')`;
  return `reinterpret(toUInt32(bitAnd(${bits} + ${HALF_STEP}, ${KEPT_BITS})), 'Float32')`;
}

/** @param rangeSeconds for the mean concurrency, which stands in where the exact one is not known yet */
export function calculationsSql(
  calculations: readonly Calculation[],
  scope: ConditionScope,
  { isWeighted, rangeSeconds }: { isWeighted: boolean; rangeSeconds: number },
): { sql: string[]; aliases: string[] } {
  const weight = isWeighted ? 'sample_rate' : undefined;
  const percentiles = new Map<
    string,
    { shares: Set<number>; alias: string; suffix: string; parts: string; any: string }
  >();
  const columns = calculations.map((calculation): (() => string) => {
    const condition = joined(calculation.filters, calculation.filterCombination);
    const when = condition === undefined ? undefined : conditionSql(condition, scope);
    const op = RATE_OF[calculation.op] ?? calculation.op;
    const field = calculation.column === undefined ? undefined : scope.fields.field(calculation.column);
    const share = percentileOf(op);
    if (share === undefined || field === undefined) {
      const many = manyNumbers(calculation, scope);
      if (many !== undefined) {
        const sql = aggregateOf(op, many, when, weight);
        return () => sql;
      }
      const sql = aggregate(op, field, when, weight, rangeSeconds);
      return () => sql;
    }
    const key = `${calculation.column} ${when}`;
    const many = manyNumbers(calculation, scope);
    const known = percentiles.get(key) ?? {
      shares: new Set(),
      alias: `q${percentiles.size}`,
      ...(many === undefined
        ? percentileParts(field, when, isWeighted)
        : percentilePartsOf(many.numbers, when, isWeighted)),
    };
    known.shares.add(share);
    percentiles.set(key, known);
    return () =>
      `if(${known.any} = 0, NULL, toFloat64(${known.alias}[${[...known.shares].indexOf(share) + 1}]))`;
  });
  const aliases = columns.map((_, index) => `c${index}`);
  return {
    aliases,
    sql: [
      ...[...percentiles.values()].map(
        ({ alias, shares, suffix, parts }) =>
          `quantilesExactWeighted${suffix}(${[...shares].join(', ')})(${parts}) AS ${alias}`,
      ),
      ...columns.map((sql, index) => `CAST(${sql()}, 'Nullable(Float64)') AS ${aliases[index]}`),
    ],
  };
}

/** The lists of what a row has many times; comparisons beside the calculation are about the same spans. */
export function manyNumbers(
  { column, filters, filterCombination }: Calculation,
  { fields }: ConditionScope,
): ManyValues | undefined {
  const field = column === undefined ? undefined : fields.field(column);
  if (field?.many === undefined) return undefined;
  const { prefix } = relatedField(column!)!;
  const beside = filtersBeside(joined(filters, filterCombination), prefix);
  const book = fields.ofSpans();
  return field.many(
    beside,
    beside.map((each) => filterSql(each, book)),
  );
}

interface ManyValues {
  texts: string;
  numbers: string;
}

function percentilePartsOf(numbers: string, when: string | undefined, isWeighted: boolean) {
  const weight = isWeighted ? 'toUInt64(round(sample_rate * 1000))' : 'toUInt64(1)';
  const has = `notEmpty(${numbers})${when === undefined ? '' : ` AND ${when}`}`;
  return {
    suffix: 'ArrayIf',
    parts: `arrayMap(x -> ${roughNumber('x')}, ${numbers}), arrayMap(x -> ${weight}, ${numbers}), ${has}`,
    any: `countIf(${has})`,
  };
}

function aggregateOf(
  op: CalculationOp,
  { texts, numbers }: ManyValues,
  when: string | undefined,
  weight: Weight,
): string {
  const has = `notEmpty(${numbers})${when === undefined ? '' : ` AND ${when}`}`;
  switch (op) {
    case 'COUNT_DISTINCT':
      return when === undefined ? `uniqExactArray(${texts})` : `uniqExactArrayIf(${texts}, ${when})`;
    case 'SUM':
      return `sumOrNullIf(${times(`arraySum(${numbers})`, weight)}, ${has})`;
    case 'AVG':
      return `sumOrNullIf(${times(`arraySum(${numbers})`, weight)}, ${has}) / nullIf(sumIf(${times(`length(${numbers})`, weight)}, ${has}), 0)`;
    case 'MIN':
      return `minOrNullIf(arrayMin(${numbers}), ${has})`;
    case 'MAX':
      return `maxOrNullIf(arrayMax(${numbers}), ${has})`;
    default:
      throw new Error(`${op} is no aggregate`);
  }
}

function percentileParts({ number, isNumber }: FieldSql, when: string | undefined, isWeighted: boolean) {
  const has = [...(isNumber ? [] : [`isNotNull(${number})`]), ...(when === undefined ? [] : [when])].join(
    ' AND ',
  );
  // Percentiles take whole weights.
  const weight = isWeighted ? 'toUInt64(round(sample_rate * 1000))' : 'toUInt64(1)';
  const value = isNumber ? number : `assumeNotNull(${number})`;
  const parts = `${roughNumber(value)}, ${weight}`;
  // A condition that always holds costs a tenth of the statement.
  return has === ''
    ? { suffix: '', parts, any: 'count()' }
    : { suffix: 'If', parts: `${parts}, ${has}`, any: `countIf(${has})` };
}

function aggregate(
  op: CalculationOp,
  field: FieldSql | undefined,
  when: string | undefined,
  weight: Weight,
  rangeSeconds: number,
): string {
  const call = (name: string, argument: string) =>
    when === undefined ? `${name}(${argument})` : `${name}If(${argument}, ${when})`;
  if (op === 'COUNT' || field === undefined) {
    // The mean number of open events orders groups like the largest.
    if (op === 'CONCURRENCY')
      return `${call('sum', times('toFloat64(duration)', weight))} / 1e9 / ${rangeSeconds}`;
    return countOf(when, weight);
  }
  const { number, isNumber, distinct } = field;
  switch (op) {
    case 'COUNT_DISTINCT':
      return call('uniqExact', distinct);
    case 'SUM':
      return call('sumOrNull', times(number, weight));
    case 'AVG': {
      const has = [...(isNumber ? [] : [`isNotNull(${number})`]), ...(when === undefined ? [] : [when])];
      const counted = has.length === 0 ? undefined : has.join(' AND ');
      return `${call('sumOrNull', times(number, weight))} / nullIf(${countOf(counted, weight)}, 0)`;
    }
    case 'MIN':
      return call('minOrNull', number);
    case 'MAX':
      return call('maxOrNull', number);
    default:
      throw new Error(`${op} is no aggregate`);
  }
}

/** Column that says how many events a row stands for; undefined where each stands for itself. */
type Weight = string | undefined;

const times = (number: string, weight: Weight): string =>
  weight === undefined ? number : `${number} * ${weight}`;

const countOf = (when: string | undefined, weight: Weight): string => {
  if (weight === undefined) return when === undefined ? 'count()' : `countIf(${when})`;
  return when === undefined ? `sum(${weight})` : `sumIf(${weight}, ${when})`;
};
