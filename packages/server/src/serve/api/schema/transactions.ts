import { type Static, type TSchema, Type } from '@sinclair/typebox';
import {
  LAYER_NAMES,
  type LayerName,
  type TransactionSearch,
  type TransactionsAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const text = Type.String({ minLength: 1, maxLength: 1_000 });

export const TransactionSearchSchema = Type.Object(
  {
    group: Type.Optional(
      Type.Unsafe<'endpoints' | 'jobs'>(
        Type.String({ enum: ['endpoints', 'jobs'], description: 'Default endpoints' }),
      ),
    ),
    service: Type.Optional(text),
    environment: Type.Optional(text),
    from: Type.Optional(time),
    to: Type.Optional(time),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 1,000' })),
  },
  { additionalProperties: false },
);

/** Columns when `of` is an array, single figures when it is a number. */
export const figures = <Each extends TSchema>(of: Each) =>
  Type.Object({
    hits: of,
    median: of,
    p95: of,
    p99: of,
    total: of,
    errors: of,
    queriesMedian: of,
    queriesP95: of,
    queueWaitMedian: of,
    queueWaitP95: of,
    retries: of,
    layers: Type.Object(
      Object.fromEntries(LAYER_NAMES.map((layer) => [layer, of])) as Record<LayerName, Each>,
    ),
  });

export const TransactionsAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more transactions than limit' }),
  service: Type.Array(Type.String()),
  name: Type.Array(Type.String()),
  figures: figures(Type.Array(Type.Number())),
  trend: Type.Array(Type.Array(Type.Number()), {
    description: 'p95 of 48 equal steps of the range, oldest first; -1 where nothing ran',
  }),
  findings: Type.Array(
    Type.Array(Type.Object({ key: Type.String(), kind: Type.String(), count: Type.Number() })),
  ),
  all: figures(Type.Number()),
  services: Type.Array(Type.String()),
  environments: Type.Array(Type.String()),
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

same<Required<TransactionSearch>, Required<Static<typeof TransactionSearchSchema>>>(true);
same<TransactionsAnswer, Static<typeof TransactionsAnswerSchema>>(true);
