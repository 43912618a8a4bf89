import { type Static, type TSchema, Type } from '@sinclair/typebox';
import {
  CALCULATION_OPS,
  DATASETS,
  type EventsAnswer,
  type EventsRequest,
  type ExampleAnswer,
  type ExampleRequest,
  FILTER_OPS,
  HAVING_OPS,
  type Question,
  type QuestionAnswer,
  type SlowTracesAnswer,
  type SlowTracesRequest,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

export const words = <const Word extends string>(all: readonly Word[], description?: string) =>
  Type.Unsafe<Word>(Type.String({ enum: [...all], ...(description === undefined ? {} : { description }) }));
const strict = { additionalProperties: false };
export const fieldName = Type.String({ minLength: 1, maxLength: 1_000, description: 'Name of a field' });
const label = Type.String({ minLength: 1, maxLength: 200 });
const optional = Type.Optional;
/** Times and values may be numbers or texts, which the validator would otherwise turn into each other. */
const either = <As>(description: string) => Type.Unsafe<As>({ description });

export const conditions = Type.Array(
  Type.Unsafe<NonNullable<Question['filters']>[number]>({
    type: 'object',
    description: `{"column","op","value"} with op one of ${FILTER_OPS.join(', ')}; or {"and":[...]}, {"or":[...]}, {"not":...}`,
  }),
  { maxItems: 500 },
);
const combination = words(['AND', 'OR'], 'Default AND');

export const QuestionSchema = Type.Object(
  {
    dataset: optional(words(DATASETS, 'Default spans')),
    calculations: optional(
      Type.Array(
        Type.Object(
          {
            op: words(CALCULATION_OPS),
            column: optional(fieldName),
            name: optional(label),
            filters: optional(conditions),
            filterCombination: optional(combination),
          },
          strict,
        ),
      ),
    ),
    formulas: optional(
      Type.Array(Type.Object({ name: label, expression: Type.String({ maxLength: 10_000 }) }, strict)),
    ),
    calculatedFields: optional(
      Type.Array(Type.Object({ name: fieldName, expression: Type.String({ maxLength: 10_000 }) }, strict)),
    ),
    filters: optional(conditions),
    filterCombination: optional(combination),
    breakdowns: optional(Type.Array(fieldName)),
    orders: optional(
      Type.Array(
        Type.Object(
          {
            op: optional(words(CALCULATION_OPS)),
            column: optional(fieldName),
            name: optional(label),
            order: optional(words(['ascending', 'descending'])),
          },
          strict,
        ),
        { maxItems: 20 },
      ),
    ),
    havings: optional(
      Type.Array(
        Type.Object(
          {
            calculateOp: optional(words(CALCULATION_OPS)),
            column: optional(fieldName),
            name: optional(label),
            op: words(HAVING_OPS),
            value: Type.Number(),
          },
          strict,
        ),
        { maxItems: 20 },
      ),
    ),
    limit: optional(Type.Integer({ description: '1 to 1,000; to 10,000 with disableSeries; default 100' })),
    granularity: optional(Type.Number({ description: 'Seconds of a bucket' })),
    timeRange: optional(either<number | string>('Seconds, or 30m, 24h, 7d; default two hours')),
    startTime: optional(either<number | string>('Seconds since the epoch, ISO 8601, or relative: -1h')),
    endTime: optional(either<number | string>('Default now')),
    compareTo: optional(Type.String({ maxLength: 20, description: 'So much earlier as well: 24h, 7d' })),
    disableSeries: optional(Type.Boolean({ description: 'Only the table' })),
    unweighted: optional(Type.Boolean({ description: 'Count stored events, not what they stand for' })),
  },
  strict,
);

export const numberRange = Type.Object(
  { column: fieldName, min: optional(Type.Number()), max: optional(Type.Number()) },
  strict,
);
const time = Type.String({ minLength: 1, maxLength: 40 });

export const EventsRequestSchema = Type.Object(
  {
    question: QuestionSchema,
    columns: optional(Type.Array(fieldName)),
    limit: optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 100' })),
    sort: optional(words(['newest', 'oldest', 'longest'])),
  },
  strict,
);
export const SlowTracesRequestSchema = Type.Object({ question: QuestionSchema }, strict);
export const ExampleRequestSchema = Type.Object(
  {
    question: QuestionSchema,
    from: optional(time),
    to: optional(time),
    group: optional(either<(string | null)[]>('Values of the breakdowns; null is "has none"')),
    range: optional(numberRange),
  },
  strict,
);

const nullable = <Of extends TSchema>(of: Of) => Type.Union([of, Type.Null()]);
const numbers = Type.Array(nullable(Type.Number()));
const texts = Type.Array(nullable(Type.String()));
export const ReadFactsSchema = Type.Object({
  rows: Type.Number(),
  bytes: Type.Number(),
  elapsedMs: Type.Number(),
  sampled: nullable(Type.Number({ description: 'Share of the events that was looked at' })),
  partial: nullable(Type.String({ description: 'What is missing, and why' })),
});
const table = Type.Object({
  count: Type.Integer(),
  more: Type.Boolean(),
  groups: Type.Array(texts, { description: 'By breakdown, by group' }),
  values: Type.Array(numbers, { description: 'By column, by group' }),
  total: numbers,
  other: nullable(numbers),
});
const series = Type.Object({
  start: isoTime,
  step: Type.Number({ description: 'Nanoseconds of a bucket' }),
  buckets: Type.Integer(),
  values: Type.Array(Type.Array(numbers), { description: 'By column, by group, by bucket' }),
  total: Type.Array(numbers, { description: 'By column, by bucket' }),
});
const heatmap = Type.Object({
  calculation: Type.Integer(),
  column: Type.String(),
  unit: words(['ns', 'number']),
  scale: words(['log', 'linear']),
  start: isoTime,
  step: Type.Number({ description: 'Nanoseconds of a column of cells' }),
  width: Type.Integer(),
  edges: Type.Array(Type.Number(), {
    description: 'One more than rows; a row holds what is from one to below the next',
  }),
  x: Type.Array(Type.Integer()),
  y: Type.Array(Type.Integer()),
  count: Type.Array(Type.Number()),
  max: Type.Number(),
  events: Type.Number(),
});

const heatmaps = Type.Array(Type.Object({ all: heatmap, groups: Type.Array(heatmap) }));

export const QuestionAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  dataset: words(DATASETS),
  breakdowns: Type.Array(Type.String()),
  columns: Type.Array(Type.Object({ name: Type.String(), unit: words(['ns', 'count', 'number']) })),
  table,
  series: optional(series),
  heatmaps,
  before: optional(
    Type.Object({
      from: isoTime,
      to: isoTime,
      table,
      series: optional(series),
      heatmaps: optional(heatmaps),
    }),
  ),
  sql: Type.Array(Type.String()),
  read: ReadFactsSchema,
});

export const EventsAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  more: Type.Boolean(),
  time: Type.Array(isoTime),
  traceId: Type.Array(Type.String()),
  spanId: Type.Array(Type.String()),
  type: Type.Array(Type.String()),
  columns: Type.Array(Type.String()),
  values: Type.Array(texts, { description: 'By column, by event' }),
  sql: Type.Array(Type.String()),
  read: ReadFactsSchema,
});

export const SlowTracesAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  traceId: Type.Array(Type.String()),
  spanId: Type.Array(Type.String()),
  start: Type.Array(isoTime),
  duration: Type.Array(Type.Number()),
  spans: Type.Array(Type.Number()),
  errors: Type.Array(Type.Number()),
  rootService: Type.Array(Type.String()),
  rootName: Type.Array(Type.String()),
  matchName: Type.Array(Type.String()),
  matchDuration: Type.Array(Type.Number()),
  read: ReadFactsSchema,
});

export const ExampleAnswerSchema = Type.Object({
  example: nullable(
    Type.Object({ traceId: Type.String(), spanId: Type.String(), time: isoTime, duration: Type.Number() }),
  ),
});

/** Without the difference between "may be missing" and "may be undefined", which JSON does not have. */
export type Whole<T> = T extends readonly (infer Each)[]
  ? Whole<Each>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> }
    : T;

same<Whole<Question>, Whole<Static<typeof QuestionSchema>>>(true);
same<Whole<EventsRequest>, Whole<Static<typeof EventsRequestSchema>>>(true);
same<Whole<SlowTracesRequest>, Whole<Static<typeof SlowTracesRequestSchema>>>(true);
same<Whole<ExampleRequest>, Whole<Static<typeof ExampleRequestSchema>>>(true);
same<Whole<QuestionAnswer>, Whole<Static<typeof QuestionAnswerSchema>>>(true);
same<EventsAnswer, Static<typeof EventsAnswerSchema>>(true);
same<SlowTracesAnswer, Static<typeof SlowTracesAnswerSchema>>(true);
same<ExampleAnswer, Static<typeof ExampleAnswerSchema>>(true);
