import { type Static, Type } from '@sinclair/typebox';
import {
  type AttributeValue,
  FINDING_KINDS,
  type FindingKind,
  type FindingStatus,
  type TraceFindingsAnswer,
  type TraceLogsAnswer,
  type TraceMatchesAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

const attributes = Type.Array(
  Type.Object({ key: Type.String(), value: Type.Unsafe<AttributeValue>(Type.Unknown()) }),
);

export const TraceLogsAnswerSchema = Type.Object({
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more than the server gives out at once' }),
  at: Type.Array(Type.String()),
  offset: Type.Array(Type.Number({ description: "Nanoseconds from the trace's start" })),
  spanId: Type.Array(Type.String({ description: 'Empty where the record names no span' })),
  severity: Type.Array(Type.Integer()),
  severityText: Type.Array(Type.String()),
  body: Type.Array(Type.String()),
  service: Type.Array(Type.String()),
  attributes: Type.Array(attributes),
});

export const TraceMatchesAnswerSchema = Type.Object({
  spanIds: Type.Array(Type.String()),
  more: Type.Boolean({ description: 'There are more than the server gives out at once' }),
});

export const TraceFindingsAnswerSchema = Type.Object({
  workedUp: Type.Boolean({ description: 'False while the trace waits to be worked up' }),
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  findings: Type.Array(
    Type.Object({
      key: Type.String({ description: '16 hex digits; the same in every trace' }),
      kind: Type.Unsafe<FindingKind>(Type.String({ enum: [...FINDING_KINDS] })),
      service: Type.String(),
      transaction: Type.String(),
      statement: Type.String(),
      count: Type.Number(),
      lost: Type.Number({ description: 'Nanoseconds' }),
      place: Type.Union([
        Type.Object({ file: Type.String(), line: Type.Number(), function: Type.String() }),
        Type.Null(),
      ]),
      status: Type.Unsafe<FindingStatus>(Type.String()),
      transactionSpanId: Type.String(),
      spanIds: Type.Array(Type.String()),
    }),
  ),
});

same<TraceLogsAnswer, Static<typeof TraceLogsAnswerSchema>>(true);
same<TraceMatchesAnswer, Static<typeof TraceMatchesAnswerSchema>>(true);
same<TraceFindingsAnswer, Static<typeof TraceFindingsAnswerSchema>>(true);
