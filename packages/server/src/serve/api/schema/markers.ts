import { type Static, Type } from '@sinclair/typebox';
import type { Marker, MarkerRequest, MarkerSearch, MarkersAnswer } from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const name = Type.String({ minLength: 1, maxLength: 1_000 });

export const MarkerRequestSchema = Type.Object(
  {
    at: Type.Optional(time),
    kind: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'Default deploy' })),
    service: Type.Optional(Type.String({ maxLength: 1_000, description: 'All services where absent' })),
    version: Type.Optional(Type.String({ maxLength: 200 })),
    text: Type.Optional(Type.String({ maxLength: 2_000 })),
    url: Type.Optional(Type.String({ maxLength: 2_000, description: 'http or https' })),
  },
  { additionalProperties: false },
);

export const MarkerSearchSchema = Type.Object(
  {
    service: Type.Optional(name),
    environment: Type.Optional(name),
    from: Type.Optional(time),
    to: Type.Optional(time),
  },
  { additionalProperties: false },
);

export const MarkerSchema = Type.Object({
  id: Type.Union([Type.String({ description: '16 hex digits' }), Type.Null()]),
  at: isoTime,
  kind: Type.String(),
  service: Type.String(),
  version: Type.String(),
  before: Type.String({ description: 'The version of the service that ran before it' }),
  isRollback: Type.Boolean({ description: 'The version had run before, and was put back' }),
  text: Type.String(),
  url: Type.String(),
  source: Type.Union([Type.Literal('posted'), Type.Literal('seen')]),
});

export const MarkersAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  more: Type.Boolean({ description: 'The oldest are left out' }),
  markers: Type.Array(MarkerSchema),
});

same<Required<MarkerRequest>, Required<Static<typeof MarkerRequestSchema>>>(true);
same<Required<MarkerSearch>, Required<Static<typeof MarkerSearchSchema>>>(true);
same<Marker, Static<typeof MarkerSchema>>(true);
same<MarkersAnswer, Static<typeof MarkersAnswerSchema>>(true);
