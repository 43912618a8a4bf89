import { type Static, Type } from '@sinclair/typebox';
import {
  COMPARISON_VERDICTS,
  type ComparisonAnswer,
  type ComparisonSearch,
  type ComparisonVerdict,
  LAYER_NAMES,
  type LayerName,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const text = Type.String({ minLength: 1, maxLength: 1_000 });

export const ComparisonSearchSchema = Type.Object(
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
    version: Type.Optional(text),
    beforeFrom: Type.Optional(time),
    beforeTo: Type.Optional(time),
    beforeVersion: Type.Optional(text),
  },
  { additionalProperties: false },
);

const numbers = Type.Array(Type.Number());
const chances = Type.Array(Type.Number(), { description: 'Chance alone does this; corrected by Holm' });
const side = Type.Object({
  from: isoTime,
  to: isoTime,
  version: Type.Union([Type.String(), Type.Null()]),
});
const figures = Type.Object({ hits: numbers, mean: numbers, median: numbers, p95: numbers, errors: numbers });

export const ComparisonAnswerSchema = Type.Object({
  before: side,
  after: side,
  count: Type.Integer(),
  service: Type.Array(Type.String()),
  name: Type.Array(Type.String()),
  verdict: Type.Array(Type.Unsafe<ComparisonVerdict>(Type.String({ enum: [...COMPARISON_VERDICTS] }))),
  errorVerdict: Type.Array(
    Type.Union([Type.Literal('worse'), Type.Literal('improved'), Type.Literal('same')]),
  ),
  beforeFigures: figures,
  afterFigures: figures,
  slowerChance: Type.Array(Type.Number(), {
    description: 'Chance that a request after takes longer than one before',
  }),
  tailShare: Type.Array(Type.Number(), {
    description: 'Part of the requests after that takes longer than 95 % of those before',
  }),
  pDurations: chances,
  pTail: chances,
  pErrors: chances,
  layer: Type.Array(Type.Unsafe<LayerName>(Type.String({ enum: [...LAYER_NAMES] }))),
  layerChange: numbers,
  versions: Type.Array(Type.String()),
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

same<Required<ComparisonSearch>, Required<Static<typeof ComparisonSearchSchema>>>(true);
same<ComparisonAnswer, Static<typeof ComparisonAnswerSchema>>(true);
