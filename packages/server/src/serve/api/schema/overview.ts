import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { LAYER_NAMES, type LayerName, type OverviewAnswer, type OverviewSearch } from '@tracebin/model';
import { isoTime } from './bins.ts';
import { MarkerSchema } from './markers.ts';
import { same } from './same-type.ts';

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const text = Type.String({ minLength: 1, maxLength: 1_000 });

export const OverviewSearchSchema = Type.Object(
  {
    group: Type.Optional(
      Type.Unsafe<'endpoints' | 'jobs'>(
        Type.String({ enum: ['endpoints', 'jobs'], description: 'Default endpoints' }),
      ),
    ),
    service: Type.Optional(text),
    environment: Type.Optional(text),
    compare: Type.Optional(
      Type.Unsafe<'day' | 'week'>(
        Type.String({ enum: ['day', 'week'], description: 'The same hours of the day or the week before' }),
      ),
    ),
    from: Type.Optional(time),
    to: Type.Optional(time),
  },
  { additionalProperties: false },
);

/** Columns when `of` is an array, sums when it is a number. */
export const loadSchema = <Each extends TSchema>(of: Each) =>
  Type.Object({
    hits: of,
    errors: of,
    total: of,
    satisfied: of,
    tolerated: of,
    layers: Type.Object(
      Object.fromEntries(LAYER_NAMES.map((layer) => [layer, of])) as Record<LayerName, Each>,
    ),
  });
const series = loadSchema(Type.Array(Type.Number()));
const sums = loadSchema(Type.Number());

export const TimeStepsSchema = Type.Object({
  start: isoTime,
  step: Type.Number({ description: 'Nanoseconds' }),
  count: Type.Integer(),
});

export const OverviewAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  apdexMs: Type.Integer(),
  steps: TimeStepsSchema,
  series,
  all: sums,
  before: Type.Union([Type.Object({ from: isoTime, to: isoTime, series, all: sums }), Type.Null()]),
  markers: Type.Array(MarkerSchema),
  services: Type.Array(Type.String()),
  environments: Type.Array(Type.String()),
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

same<Required<OverviewSearch>, Required<Static<typeof OverviewSearchSchema>>>(true);
same<OverviewAnswer, Static<typeof OverviewAnswerSchema>>(true);
