import type { Combination, Condition, Question } from '../question/question.ts';
import type { IsoTime } from '../units.ts';
import type { ReadFacts } from './question.ts';

/**
 * Which of the question's events are looked at; everything given must hold together.
 *
 * - rectangle of a heatmap: `from`, `to`, `range`
 * - span of time: `from`, `to`
 * - group of a table, one version: `group`
 * - errors, anything else: `filters`
 * - traces: `traceIds`
 */
export interface Selection {
  /** ISO 8601; `to` is not inside. */
  from?: string;
  to?: string;
  /** `min <= number < max`, as the edges of a heatmap's cells; either may be left out. */
  range?: { column: string; min?: number; max?: number };
  /** Values as text; null is "has none". */
  group?: { column: string; value: string | null }[];
  filters?: Condition[];
  filterCombination?: Combination;
  /** Up to 1,000. */
  traceIds?: string[];
}

/** Body of `POST /api/bins/:bin/compare`. Of the question only dataset, time, filters and calculated fields count. */
export interface CompareRequest {
  question: Question;
  selection: Selection;
  /** The other side; default everything in the question that is not selected. */
  against?: Selection;
  /** Only these fields; default all. */
  fields?: string[];
}

/** Lower bound of the largest difference: above 50 points strong, 10 to 50 moderate, above 0 weak, else none. */
export type CompareStrength = 'strong' | 'moderate' | 'weak' | 'none';

/** Values of one field, the largest difference first; up to 100. Counts are weighted by sample rate. */
export interface ComparedValues {
  /** Null is "(missing)": the event does not have the field. */
  value: (string | null)[];
  selection: number[];
  rest: number[];
  /** All values beyond these together; `values` is how many. */
  other: { values: number; selection: number; rest: number } | null;
}

/** A number's distribution on both sides over the same bins. */
export interface ComparedNumbers {
  unit: 'ns' | 'number';
  /** One more than there are bins; a bin holds `edges[i] <= number < edges[i + 1]`. */
  edges: number[];
  selection: number[];
  rest: number[];
  missing: { selection: number; rest: number };
  /** Null where the side has no number. */
  median: { selection: number | null; rest: number | null };
}

export interface ComparedField {
  name: string;
  /** `column`: every event has it; `parent` and `root`: of that span of the trace. */
  source: 'column' | 'event' | 'resource' | 'parent' | 'root';
  strength: CompareStrength;
  /** What the ranking is by: lower bound of the difference in shares, 0 to 1. */
  score: number;
  /** The difference itself, -1 to 1: positive where the selection has more of `leading`. */
  difference: number;
  /** The value or bin that differs most: text, null for missing, or the index of a bin. */
  leading: { value: string | null } | { bin: number; to: number };
  /** Set where the field is listed below all others, and why. */
  demoted: 'near-unique' | 'selecting' | null;
  /** A field that came before and divides the events in the same way, whatever its values are called. */
  sameAs: string | null;
  /** One of the two is set. */
  values: ComparedValues | null;
  numbers: ComparedNumbers | null;
}

/** A value of a field, or a run of a number's bins: `min <= number < max`. */
export type PairPart =
  | { name: string; value: string | null }
  | { name: string; min: number; max: number; unit: 'ns' | 'number' };

/** Two fields that tell the sides apart better together than each does. Counts are weighted by sample rate. */
export interface ComparedPair {
  parts: [PairPart, PairPart];
  selection: number;
  rest: number;
  /** As of a field, but surer still: there are more pairs that chance could play on. */
  score: number;
  strength: CompareStrength;
  difference: number;
}

export interface CompareCohort {
  /** Stored events, and what they stand for. */
  events: number;
  weight: number;
  traces: number;
}

/** First line of the streamed answer. */
export interface CompareHead {
  from: IsoTime;
  to: IsoTime;
  selection: CompareCohort;
  rest: CompareCohort;
  /** Fields to come, as far as the catalogue knows. */
  fields: number;
}

/** Answer of `POST /api/bins/:bin/compare`, ranked; demoted fields last. */
export interface CompareAnswer extends CompareHead {
  ranked: ComparedField[];
  /** Of the fields ranked first, the surest pair first; most comparisons have none. */
  pairs: ComparedPair[];
  sql: string[];
  read: ReadFacts;
}

/**
 * The same as lines of JSON, for `Accept: application/x-ndjson`: one head, fields as they are done (unranked among each
 * other: sort by `compareRank`), pairs of them where there are any, one end. A failure after the head is a line `error` with the API's error body.
 */
export type CompareLine =
  | { head: CompareHead }
  | { fields: ComparedField[] }
  | { pairs: ComparedPair[] }
  | { end: { sql: string[]; read: ReadFacts } }
  | { error: { code: string; message: string; hint?: string } };
