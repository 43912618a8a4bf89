import { type Static, Type } from '@sinclair/typebox';
import {
  LAYER_NAMES,
  type LayerName,
  type TransactionDetailAnswer,
  type TransactionDetailSearch,
  type TransactionProfileAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { loadSchema, TimeStepsSchema } from './overview.ts';
import { same } from './same-type.ts';
import { figures } from './transactions.ts';

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const name = Type.String({ maxLength: 1_000 });
const text = Type.String({ minLength: 1, maxLength: 1_000 });
const duration = Type.String({
  minLength: 1,
  maxLength: 40,
  description: '300ms, 1.5s; a number alone is nanoseconds',
});

export const TransactionDetailSearchSchema = Type.Object(
  {
    service: name,
    name,
    environment: Type.Optional(text),
    version: Type.Optional(text),
    minDuration: Type.Optional(duration),
    maxDuration: Type.Optional(duration),
    from: Type.Optional(time),
    to: Type.Optional(time),
  },
  { additionalProperties: false },
);

const numbers = Type.Array(Type.Number());
const texts = Type.Array(Type.String());
const layers = Type.Array(Type.Unsafe<LayerName>(Type.String({ enum: [...LAYER_NAMES] })));
const times = Type.Array(isoTime);

export const TransactionDetailAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  service: Type.String(),
  name: Type.String(),
  figures: figures(Type.Number()),
  apdexMs: Type.Integer(),
  steps: TimeStepsSchema,
  series: loadSchema(numbers),
  histogram: Type.Object(
    { first: Type.Integer(), hits: numbers, errors: numbers },
    { description: 'Bin i begins at 2 ** ((first + i) / 8) nanoseconds' },
  ),
  percentiles: Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number() }),
  operations: Type.Object({
    layer: layers,
    system: texts,
    target: texts,
    fingerprint: texts,
    summary: texts,
    statement: texts,
    callsPerRequest: numbers,
    timePerRequest: numbers,
    mostCalls: numbers,
    longest: numbers,
    share: numbers,
    calls: numbers,
    errors: numbers,
    place: texts,
  }),
  samples: Type.Object({
    traceId: texts,
    spanId: texts,
    at: times,
    duration: numbers,
    error: Type.Array(Type.Boolean()),
    version: texts,
    queries: numbers,
    layers: Type.Object(
      Object.fromEntries(LAYER_NAMES.map((layer) => [layer, numbers])) as Record<LayerName, typeof numbers>,
    ),
  }),
  versions: Type.Object({
    version: texts,
    firstSeen: times,
    lastSeen: times,
    hits: numbers,
    median: numbers,
    p95: numbers,
    errors: numbers,
  }),
  attempts: Type.Object(
    { attempt: Type.Array(Type.Integer()), runs: numbers, failures: numbers },
    {
      description:
        'Runs of a job by attempt: 10 stands for all from the tenth on, 0 for those that do not say it',
    },
  ),
  environments: texts,
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

const profile = Type.Union([
  Type.Object({
    requests: Type.Integer(),
    duration: Type.Number(),
    depth: Type.Array(Type.Integer()),
    layer: layers,
    name: texts,
    statement: texts,
    calls: numbers,
    share: numbers,
    total: numbers,
    self: numbers,
    start: numbers,
    end: numbers,
    leftOut: Type.Integer(),
  }),
  Type.Null(),
]);

export const TransactionProfileAnswerSchema = Type.Object({
  mean: Type.Number(),
  average: profile,
  slow: profile,
  elapsedMs: Type.Number(),
});

type Search = Static<typeof TransactionDetailSearchSchema>;
same<Required<TransactionDetailSearch>, Required<Search>>(true);
same<TransactionDetailAnswer, Static<typeof TransactionDetailAnswerSchema>>(true);
same<TransactionProfileAnswer, Static<typeof TransactionProfileAnswerSchema>>(true);
