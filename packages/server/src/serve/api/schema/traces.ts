import { type Static, Type } from '@sinclair/typebox';
import type {
  FieldsAnswer,
  FieldValuesAnswer,
  SpanAnswer,
  TraceAnswer,
  TraceSearch,
  TracesAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

const nanoseconds = Type.Number({ description: 'Nanoseconds' });
const stringIndex = Type.Integer({ description: 'Index into strings, -1 for none' });

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const duration = Type.String({ minLength: 1, maxLength: 40, description: '100ms, 1.5s, 2m, or nanoseconds' });

export const TraceSearchSchema = Type.Object(
  {
    service: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    attribute: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 10_000 }), {
        maxItems: 20,
        description: 'key=value, repeated: all must hold on the same span',
      }),
    ),
    minDuration: Type.Optional(duration),
    maxDuration: Type.Optional(duration),
    errors: Type.Optional(Type.Boolean({ description: 'Only traces with a span that failed' })),
    from: Type.Optional(time),
    to: Type.Optional(time),
    sort: Type.Optional(
      Type.Unsafe<'newest' | 'longest' | 'spans'>(
        Type.String({ enum: ['newest', 'longest', 'spans'], description: 'Default newest' }),
      ),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 100' })),
  },
  { additionalProperties: false },
);

export const TracesAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  more: Type.Boolean({ description: 'More traces match than limit' }),
  traceId: Type.Array(Type.String()),
  start: Type.Array(Type.String()),
  duration: Type.Array(Type.Number()),
  spans: Type.Array(Type.Integer()),
  errors: Type.Array(Type.Integer()),
  rootService: Type.Array(Type.String()),
  rootName: Type.Array(Type.String()),
  services: Type.Array(Type.Array(Type.String())),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

export const TraceAnswerSchema = Type.Object({
  traceId: Type.String(),
  start: isoTime,
  duration: nanoseconds,
  expiresAt: isoTime,
  strings: Type.Array(Type.String()),
  spans: Type.Object({
    spanId: Type.Array(Type.String()),
    parentSpanId: Type.Array(Type.String()),
    start: Type.Array(Type.Number({ description: "Nanoseconds from the trace's start" })),
    duration: Type.Array(Type.Number()),
    name: Type.Array(stringIndex),
    service: Type.Array(stringIndex),
    kind: Type.Array(Type.Integer()),
    status: Type.Array(Type.Integer()),
    layer: Type.Array(Type.Integer()),
    detail: Type.Array(stringIndex),
    host: Type.Array(stringIndex),
    events: Type.Array(Type.Integer()),
    links: Type.Array(Type.Integer()),
    logs: Type.Array(Type.Integer()),
  }),
  logsWithoutSpan: Type.Integer(),
  truncated: Type.Boolean(),
});

/** Any JSON; 64-bit integers beyond 2^53 as {"int":"…"}, bytes as {"bytes":"<base64>"}. */
const attributeValue = Type.Unsafe<SpanAnswer['attributes'][number]['value']>(
  Type.Unknown({
    description: 'Any JSON; integers beyond 2^53 as {"int":"…"}, bytes as {"bytes":"<base64>"}',
  }),
);
const attributes = Type.Array(Type.Object({ key: Type.String(), value: attributeValue }));

const logRecord = Type.Object({
  at: isoTime,
  severity: Type.Integer(),
  severityText: Type.String(),
  body: Type.String(),
  service: Type.String(),
  attributes,
});

export const SpanAnswerSchema = Type.Object({
  traceId: Type.String(),
  spanId: Type.String(),
  parentSpanId: Type.String(),
  name: Type.String(),
  service: Type.String(),
  kind: Type.Integer(),
  status: Type.Integer(),
  statusMessage: Type.String(),
  layer: Type.Integer(),
  start: isoTime,
  duration: nanoseconds,
  traceState: Type.String(),
  scope: Type.Object({ name: Type.String(), version: Type.String() }),
  sampleRate: Type.Number(),
  attributes,
  resource: attributes,
  events: Type.Array(Type.Object({ at: isoTime, offset: nanoseconds, name: Type.String(), attributes })),
  links: Type.Array(
    Type.Object({ traceId: Type.String(), spanId: Type.String(), traceState: Type.String(), attributes }),
  ),
  logs: Type.Array(logRecord),
});

const fieldType = Type.Unsafe<FieldsAnswer['fields'][number]['type']>(
  Type.String({ enum: ['string', 'int', 'double', 'bool', 'json'] }),
);
const fieldSource = Type.Unsafe<FieldsAnswer['fields'][number]['source']>(
  Type.String({ enum: ['column', 'event', 'resource'] }),
);

export const PrefixSchema = Type.Object(
  { prefix: Type.Optional(Type.String({ maxLength: 1_000, description: 'Only those that begin with it' })) },
  { additionalProperties: false },
);

export const FieldsAnswerSchema = Type.Object({
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      type: fieldType,
      source: fieldSource,
      lastSeen: isoTime,
      examples: Type.Array(Type.String()),
    }),
  ),
  truncated: Type.Boolean(),
});

export const FieldValuesAnswerSchema = Type.Object({ values: Type.Array(Type.String()) });

same<Required<TraceSearch>, Required<Static<typeof TraceSearchSchema>>>(true);
same<TracesAnswer, Static<typeof TracesAnswerSchema>>(true);
same<TraceAnswer, Static<typeof TraceAnswerSchema>>(true);
same<SpanAnswer, Static<typeof SpanAnswerSchema>>(true);
same<FieldsAnswer, Static<typeof FieldsAnswerSchema>>(true);
same<FieldValuesAnswer, Static<typeof FieldValuesAnswerSchema>>(true);
