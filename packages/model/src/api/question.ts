import type { Dataset, Question } from '../question/question.ts';
import type { IsoTime, Nanoseconds, SpanId, TraceId } from '../units.ts';
import type { ApiError } from './errors.ts';

/** What an answer cost, and what it leaves out. */
export interface ReadFacts {
  /** Events read. */
  rows: number;
  bytes: number;
  elapsedMs: number;
  /** Share of the events that were looked at, where it was not all of them; the numbers are scaled up. */
  sampled: number | null;
  /** Why something is missing, in words: the time was up, memory was short. Null when all is there. */
  partial: string | null;
}

/** How far a question has come that is still running. */
export interface QuestionProgress {
  /** Events read by now. */
  rows: number;
  /** Events to read, of the statements begun by now: it grows when the next one begins. */
  ofRows: number;
  /** Statements begun. */
  statements: number;
  elapsedMs: number;
}

/** A line of `POST /api/bins/:bin/query` with `Accept: application/x-ndjson`: progress now and then, the answer last. */
export type QuestionLine = { progress: QuestionProgress } | { answer: QuestionAnswer } | ApiError;

/** A column of numbers in an answer: a calculation or a formula. */
export interface AnswerColumn {
  /** As asked for, or as it was written: `P95(duration)`. */
  name: string;
  /** `ns`: a length of time; `count`: events; else as the field has it. */
  unit: 'ns' | 'count' | 'number';
}

/** A number is null where there were no events to make it of. */
export type AnswerNumber = number | null;

export interface AnswerTable {
  /** Number of groups here. */
  count: number;
  /** True when there are more groups than `limit`; they are what `other` is of. */
  more: boolean;
  /** `groups[b][g]`: the value of breakdown b in group g as text; null where events have none. */
  groups: (string | null)[][];
  /** `values[c][g]`: column c in group g. */
  values: AnswerNumber[][];
  /** Column c of all events together. */
  total: AnswerNumber[];
  /** Column c of all events beyond the groups here; null when there are none. */
  other: AnswerNumber[] | null;
}

export interface AnswerSeries {
  /** Start of the first bucket, on a multiple of the granularity. The first and last may be cut by the range. */
  start: IsoTime;
  step: Nanoseconds;
  buckets: number;
  /** `values[c][g][t]`: column c of group g in bucket t, groups as in the table. Without breakdowns one group. */
  values: AnswerNumber[][][];
  /** `total[c][t]`: column c of all events together. */
  total: AnswerNumber[][];
}

/** Counts of events by time and number; cells without events are left out. */
export interface AnswerHeatmap {
  /** Index among the question's calculations. */
  calculation: number;
  column: string;
  unit: 'ns' | 'number';
  /** Chosen by the data: `log` where they span more than two decades above zero. */
  scale: 'log' | 'linear';
  /** Start of the first column of cells. */
  start: IsoTime;
  /** Width of a column. */
  step: Nanoseconds;
  /** Columns; up to 300. */
  width: number;
  /** One more than there are rows, ascending; a row holds `edges[y] <= number < edges[y + 1]`: the last edge is above the largest number. */
  edges: number[];
  /** One entry a cell that holds events. */
  x: number[];
  y: number[];
  count: number[];
  /** Largest count of a cell, and all of them together. */
  max: number;
  events: number;
}

/** Small multiples: one heatmap a group, with shared edges; the first `limit` groups. */
export interface AnswerHeatmaps {
  all: AnswerHeatmap;
  /** By group as in the table; empty without breakdowns. */
  groups: AnswerHeatmap[];
}

export interface AnswerValues {
  table: AnswerTable;
  /** Missing with `disableSeries`. */
  series?: AnswerSeries;
  heatmaps: AnswerHeatmaps[];
}

/** Answer of `POST /api/bins/:bin/query`. */
export interface QuestionAnswer extends AnswerValues {
  from: IsoTime;
  to: IsoTime;
  dataset: Dataset;
  breakdowns: string[];
  /** Calculations (HEATMAP is not among them), then formulas. */
  columns: AnswerColumn[];
  /**
   * The same so much earlier, with the groups of `table`; only with `compareTo`. Heatmaps have the same edges in both, and
   * are there only where the question has some.
   */
  before?: Pick<AnswerValues, 'table' | 'series'> & {
    heatmaps?: AnswerHeatmaps[];
    from: IsoTime;
    to: IsoTime;
  };
  /** The statements as they ran, with their bound values as comments above. */
  sql: string[];
  read: ReadFacts;
}

/** Body of `POST /api/bins/:bin/query/events`: the raw events that a question is about. */
export interface EventsRequest {
  question: Question;
  /** Fields to show beside time and ids; default service, name, duration and the question's own. */
  columns?: string[];
  /** 1 to 1,000; default 100. */
  limit?: number;
  /** Default newest; `longest` by duration. */
  sort?: 'newest' | 'oldest' | 'longest';
}

export interface EventsAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  more: boolean;
  time: IsoTime[];
  /** Empty where there is none. */
  traceId: string[];
  spanId: string[];
  /** `span`, `log` or `event`. */
  type: string[];
  columns: string[];
  /** `values[c][row]` as text; null where the event has none. Durations are nanoseconds. */
  values: (string | null)[][];
  sql: string[];
  read: ReadFacts;
}

/** Body of `POST /api/bins/:bin/query/traces`: the ten slowest traces with a matching event. */
export interface SlowTracesRequest {
  question: Question;
}

export interface SlowTracesAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  traceId: TraceId[];
  /** The slowest matching span of the trace, to open the trace at; empty for logs outside of spans. */
  spanId: string[];
  start: IsoTime[];
  duration: Nanoseconds[];
  spans: number[];
  errors: number[];
  rootService: string[];
  rootName: string[];
  /** Of the slowest matching span. */
  matchName: string[];
  matchDuration: Nanoseconds[];
  read: ReadFacts;
}

/** Body of `POST /api/bins/:bin/query/example`: one trace for a point, a bar, a cell or a row. */
export interface ExampleRequest {
  question: Question;
  /** Narrows the question's range: the bucket or cell. */
  from?: string;
  to?: string;
  /** Values of the breakdowns, in their order; null is "has none". */
  group?: (string | null)[];
  /** The cell of a heatmap, or the point on a line: the slowest event with `min <= number < max`. */
  range?: { column: string; min?: number; max?: number };
}

export interface ExampleAnswer {
  /** Null when no matching event belongs to a trace. */
  example: { traceId: TraceId; spanId: SpanId; time: IsoTime; duration: Nanoseconds } | null;
}
