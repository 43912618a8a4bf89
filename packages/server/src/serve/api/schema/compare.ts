import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { CompareAnswer, CompareRequest, Selection } from '@tracebin/model';
import { isoTime } from './bins.ts';
import {
  conditions,
  fieldName,
  numberRange,
  QuestionSchema,
  ReadFactsSchema,
  type Whole,
  words,
} from './question.ts';
import { same } from './same-type.ts';

const strict = { additionalProperties: false };
const time = Type.String({ minLength: 1, maxLength: 40 });
const nullable = <Of extends TSchema>(of: Of) => Type.Union([of, Type.Null()]);

const SelectionSchema = Type.Object(
  {
    from: Type.Optional(time),
    to: Type.Optional(time),
    range: Type.Optional(numberRange),
    group: Type.Optional(
      Type.Array(
        Type.Object(
          {
            column: fieldName,
            value: Type.Unsafe<string | null>({ description: 'Text; null is "has none"' }),
          },
          strict,
        ),
        { maxItems: 20 },
      ),
    ),
    filters: Type.Optional(conditions),
    filterCombination: Type.Optional(words(['AND', 'OR'])),
    traceIds: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })),
  },
  { ...strict, description: 'All that is given must hold' },
);

export const CompareRequestSchema = Type.Object(
  {
    question: QuestionSchema,
    selection: SelectionSchema,
    against: Type.Optional(SelectionSchema),
    fields: Type.Optional(Type.Array(fieldName, { maxItems: 2_000 })),
  },
  strict,
);

const sides = { selection: Type.Number(), rest: Type.Number() };
const columns = { selection: Type.Array(Type.Number()), rest: Type.Array(Type.Number()) };
const cohort = Type.Object({ events: Type.Number(), weight: Type.Number(), traces: Type.Number() });
const field = Type.Object({
  name: Type.String(),
  source: words(['column', 'event', 'resource', 'parent', 'root']),
  strength: words(['strong', 'moderate', 'weak', 'none']),
  score: Type.Number({ description: 'Lower bound of the largest difference of shares, 0 to 1' }),
  difference: Type.Number(),
  leading: Type.Union([
    Type.Object({ value: nullable(Type.String()) }),
    Type.Object({ bin: Type.Number(), to: Type.Number() }),
  ]),
  demoted: nullable(words(['near-unique', 'selecting'])),
  sameAs: nullable(Type.String()),
  values: nullable(
    Type.Object({
      value: Type.Array(nullable(Type.String())),
      ...columns,
      other: nullable(Type.Object({ values: Type.Number(), ...sides })),
    }),
  ),
  numbers: nullable(
    Type.Object({
      unit: words(['ns', 'number']),
      edges: Type.Array(Type.Number()),
      ...columns,
      missing: Type.Object(sides),
      median: Type.Object({ selection: nullable(Type.Number()), rest: nullable(Type.Number()) }),
    }),
  ),
});

const pairPart = Type.Union([
  Type.Object({ name: Type.String(), value: nullable(Type.String()) }),
  Type.Object({
    name: Type.String(),
    min: Type.Number(),
    max: Type.Number(),
    unit: words(['ns', 'number']),
  }),
]);
const pair = Type.Object(
  {
    parts: Type.Tuple([pairPart, pairPart]),
    ...sides,
    score: Type.Number(),
    strength: words(['strong', 'moderate', 'weak', 'none']),
    difference: Type.Number(),
  },
  { description: 'Two fields that tell the sides apart better together than each does' },
);

export const CompareAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  selection: cohort,
  rest: cohort,
  fields: Type.Number(),
  ranked: Type.Array(field),
  pairs: Type.Array(pair),
  sql: Type.Array(Type.String()),
  read: ReadFactsSchema,
});

same<Whole<Selection>, Whole<Static<typeof SelectionSchema>>>(true);
same<Whole<CompareRequest>, Whole<Static<typeof CompareRequestSchema>>>(true);
same<CompareAnswer, Static<typeof CompareAnswerSchema>>(true);
