import { type Static, Type } from '@sinclair/typebox';
import {
  type ExternalLayer,
  type ExternalSearch,
  type ExternalsAnswer,
  LAYER_NAMES,
  type LayerName,
  type ServiceNodeKind,
  type ServiceSearch,
  type ServicesAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { choices, limit, numbers, scope, strings, text, time, workedUp } from './page-parts.ts';
import { same } from './same-type.ts';

export const ServiceSearchSchema = Type.Object(
  { environment: Type.Optional(text), from: Type.Optional(time), to: Type.Optional(time) },
  { additionalProperties: false },
);

const EXTERNAL_LAYERS: ExternalLayer[] = ['http', 'queue'];

export const ExternalSearchSchema = Type.Object(
  {
    layer: Type.Optional(
      Type.Unsafe<ExternalLayer>(Type.String({ enum: EXTERNAL_LAYERS, description: 'Default http' })),
    ),
    ...scope,
    limit: Type.Optional(limit(500)),
  },
  { additionalProperties: false },
);

const KINDS: ServiceNodeKind[] = ['service', 'db', 'cache', 'queue', 'host'];
const figures = {
  calls: Type.Number(),
  errors: Type.Number(),
  total: Type.Number(),
  median: Type.Number(),
  p95: Type.Number(),
  max: Type.Number(),
};
const number = Type.Number();
const layers = Type.Object(
  Object.fromEntries(LAYER_NAMES.map((layer) => [layer, number])) as Record<LayerName, typeof number>,
);

export const ServicesAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  nodes: Type.Array(
    Type.Object({
      kind: Type.Unsafe<ServiceNodeKind>(Type.String({ enum: KINDS })),
      name: Type.String(),
      system: Type.String(),
      ...figures,
      layers: Type.Union([layers, Type.Null()], { description: 'Null for what sends no spans' }),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      from: Type.Number({ description: 'Index into nodes' }),
      to: Type.Number(),
      ...figures,
    }),
  ),
  more: Type.Boolean(),
  environments: strings,
  ...workedUp,
});

export const ExternalsAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more hosts than limit' }),
  hosts: Type.Array(
    Type.Object({
      host: Type.String(),
      methods: strings,
      callers: strings,
      transaction: Type.String({ description: 'The transaction that waits longest for it' }),
      transactions: Type.Number(),
      ...figures,
      callsMedian: Type.Number(),
      callsP95: Type.Number(),
      callsMax: Type.Number(),
      trend: numbers,
    }),
  ),
  all: Type.Object({ calls: Type.Number(), total: Type.Number() }),
  ...choices,
  ...workedUp,
});

same<Required<ServiceSearch>, Required<Static<typeof ServiceSearchSchema>>>(true);
same<Required<ExternalSearch>, Required<Static<typeof ExternalSearchSchema>>>(true);
same<ServicesAnswer, Static<typeof ServicesAnswerSchema>>(true);
same<ExternalsAnswer, Static<typeof ExternalsAnswerSchema>>(true);
