import { type Static, Type } from '@sinclair/typebox';
import type { QueriesAnswer, QueryAnswer, QueryDetailSearch, QueryLayer, QuerySearch } from '@tracebin/model';
import { isoTime } from './bins.ts';
import { choices, limit, numbers, scope, strings, text, workedUp } from './page-parts.ts';
import { same } from './same-type.ts';

const LAYERS: QueryLayer[] = ['db', 'cache'];
const layer = Type.Unsafe<QueryLayer>(Type.String({ enum: LAYERS, description: 'Default db' }));

export const QuerySearchSchema = Type.Object(
  {
    ...scope,
    layer: Type.Optional(layer),
    transaction: Type.Optional(text),
    limit: Type.Optional(limit(500)),
  },
  { additionalProperties: false },
);

export const QueryDetailSearchSchema = Type.Object(scope, { additionalProperties: false });

const figures = Type.Object({
  calls: numbers,
  total: numbers,
  median: numbers,
  p95: numbers,
  max: numbers,
  rows: numbers,
  errors: numbers,
  requests: numbers,
  callsMedian: numbers,
  callsP95: numbers,
  callsMax: numbers,
});

export const QueriesAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more statements than limit' }),
  fingerprint: strings,
  summary: strings,
  statement: Type.Array(Type.String(), { description: 'Without values, at most 500 characters' }),
  system: strings,
  targets: Type.Array(strings),
  askers: Type.Array(strings, { description: 'Services that ask' }),
  caller: Type.Array(Type.String(), { description: 'The transaction that spends most time on it' }),
  callers: numbers,
  figures,
  trend: Type.Array(numbers, { description: 'Time spent in 48 equal steps of the range, oldest first' }),
  all: Type.Object({ statements: Type.Number(), calls: Type.Number(), total: Type.Number() }),
  ...choices,
  ...workedUp,
});

export const QueryAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  fingerprint: Type.String(),
  layer,
  summary: Type.String(),
  statement: Type.String(),
  system: Type.String(),
  targets: strings,
  askers: strings,
  figures,
  steps: Type.Object({
    lengthMs: Type.Number(),
    calls: numbers,
    total: numbers,
    median: Type.Array(Type.Number(), { description: '-1 where it was not asked' }),
    p95: numbers,
  }),
  callers: Type.Array(
    Type.Object({
      service: Type.String(),
      transaction: Type.String(),
      calls: Type.Number(),
      total: Type.Number(),
      requests: Type.Number(),
      share: Type.Number({ description: 'Of the requests of the transaction, 0 to 1' }),
      callsMedian: Type.Number(),
      callsP95: Type.Number(),
      callsMax: Type.Number(),
    }),
  ),
  slowest: Type.Array(
    Type.Object({
      at: isoTime,
      duration: Type.Number(),
      traceId: Type.String(),
      spanId: Type.String(),
      service: Type.String(),
      transaction: Type.String(),
      calls: Type.Number(),
    }),
  ),
  places: Type.Array(
    Type.Object({
      file: Type.String(),
      line: Type.Number(),
      function: Type.String(),
      calls: Type.Number(),
    }),
  ),
  ...workedUp,
});

same<Required<QuerySearch>, Required<Static<typeof QuerySearchSchema>>>(true);
same<Required<QueryDetailSearch>, Required<Static<typeof QueryDetailSearchSchema>>>(true);
same<QueriesAnswer, Static<typeof QueriesAnswerSchema>>(true);
same<QueryAnswer, Static<typeof QueryAnswerSchema>>(true);
