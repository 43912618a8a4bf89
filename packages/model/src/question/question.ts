/**
 * A question to the events of a bin. Everything has a default: `{}` counts the spans of the last two hours.
 *
 * The shape and its words follow Honeycomb's query specification (honeycombio/terraform-provider-honeycombio,
 * client/query_spec.go) in camel case; nesting, datasets and relational fields in calculations are ours.
 */
import type { CalculationOp } from './operations.ts';
import type { FilterOp, HavingOp } from './operators.ts';

/**
 * `transactions` are the derived rows of requests and jobs, with their layers and query counts; `events` custom
 * events; `all` spans, logs and custom events together.
 */
export type Dataset = 'spans' | 'logs' | 'events' | 'transactions' | 'all';
export const DATASETS: readonly Dataset[] = ['spans', 'logs', 'events', 'transactions', 'all'];

export type FilterValue = string | number | boolean;

/**
 * One comparison. `column` is a field: one that every event has (`duration`, `service`), an attribute, a calculated
 * field, or one of another span of the trace (`root.`, `parent.`, `child.`, `any.`, `none.` before its name).
 *
 * Text and numbers meet: `"200"` and `200` equal the text, the integer and the double. `duration` takes `1.5s` or
 * nanoseconds. The negative operators are exact opposites, so they hold for events without the field.
 */
export interface Filter {
  column: string;
  op: FilterOp;
  /** None for exists and does-not-exist, a list for in and not-in. */
  value?: FilterValue | FilterValue[];
}

export type Condition = Filter | { and: Condition[] } | { or: Condition[] } | { not: Condition };
export type Combination = 'AND' | 'OR';

export interface Calculation {
  op: CalculationOp;
  column?: string;
  /** For formulas, orders and havings, and as heading. */
  name?: string;
  /** Only these events count; joined by `filterCombination`. */
  filters?: Condition[];
  filterCombination?: Combination;
}

/** Arithmetic over the names of calculations: `errors / total`. */
export interface Formula {
  name: string;
  expression: string;
}

/** A field made of others, usable wherever a field is: `IF(duration > 1s, "slow", "fast")`. */
export interface CalculatedField {
  name: string;
  expression: string;
}

/** By a calculation (`op` and `column`, or `name`), by a formula (`name`) or by a breakdown (`column` alone). */
export interface Order {
  op?: CalculationOp;
  column?: string;
  name?: string;
  /** Default descending for calculations, ascending for breakdowns. */
  order?: 'ascending' | 'descending';
}

/** All must hold. By `calculateOp` and `column`, or by `name`. */
export interface Having {
  calculateOp?: CalculationOp;
  column?: string;
  name?: string;
  op: HavingOp;
  value: number;
}

export interface Question {
  /** Default `spans`. */
  dataset?: Dataset;
  /** Default COUNT. */
  calculations?: Calculation[];
  formulas?: Formula[];
  calculatedFields?: CalculatedField[];
  filters?: Condition[];
  /** How `filters` are joined; default AND. */
  filterCombination?: Combination;
  breakdowns?: string[];
  orders?: Order[];
  havings?: Having[];
  /** Groups; 1 to 1,000, up to 10,000 with `disableSeries`; default 100. */
  limit?: number;
  /** Seconds of a time bucket; at least a thousandth of the range. Default: about 120 buckets of a round length. */
  granularity?: number;
  /** Length of the range up to `endTime` (or from `startTime`): seconds, or `30m`, `24h`, `7d`. Default 2 h. */
  timeRange?: number | string;
  /** Seconds since the epoch, ISO 8601, or relative: `-1h`. */
  startTime?: number | string;
  /** Default now. */
  endTime?: number | string;
  /** The same question so much earlier: `30m`, `24h`, `7d`; beside it in the answer as `before`. */
  compareTo?: string;
  /** Only the table, no time buckets. */
  disableSeries?: boolean;
  /** Count events as they are stored, not what they stand for (`sample_rate`). */
  unweighted?: boolean;
}

export const MAX_GROUPS = 1_000;
export const MAX_GROUPS_WITHOUT_SERIES = 10_000;
export const DEFAULT_GROUPS = 100;
export const DEFAULT_RANGE_SECONDS = 7_200;
