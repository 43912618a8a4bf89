import { type Static, Type } from '@sinclair/typebox';
import type { ErrorAnswer, ErrorDetailSearch, ErrorSearch, ErrorsAnswer } from '@tracebin/model';
import { isoTime } from './bins.ts';
import { choices, limit, numbers, scope, strings, text, time, workedUp } from './page-parts.ts';
import { same } from './same-type.ts';

export const ErrorSearchSchema = Type.Object(
  { ...scope, transaction: Type.Optional(text), limit: Type.Optional(limit(500)) },
  { additionalProperties: false },
);

export const ErrorDetailSearchSchema = Type.Object(
  { environment: Type.Optional(text), from: Type.Optional(time), to: Type.Optional(time) },
  { additionalProperties: false },
);

const group = {
  group: Type.String(),
  service: Type.String(),
  type: Type.String(),
  shape: Type.String({ description: 'The message with its values taken out' }),
  message: Type.String(),
  place: Type.String(),
};
const times = Type.Array(isoTime);

export const ErrorsAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more groups than limit' }),
  groups: Type.Array(Type.Object(group)),
  errors: numbers,
  firstSeen: times,
  lastSeen: times,
  firstVersion: strings,
  lastVersion: strings,
  isNew: Type.Array(Type.Boolean(), {
    description: 'Seen first since the newest version of its service runs',
  }),
  transaction: strings,
  transactions: numbers,
  trend: Type.Array(numbers, { description: 'Counts in 48 equal steps of the range, oldest first' }),
  traceId: strings,
  spanId: strings,
  all: Type.Object({ groups: Type.Number(), errors: Type.Number() }),
  ...choices,
  ...workedUp,
});

export const ErrorAnswerSchema = Type.Object({
  ...group,
  from: isoTime,
  to: isoTime,
  errors: Type.Number(),
  firstSeen: isoTime,
  lastSeen: isoTime,
  firstVersion: Type.String(),
  lastVersion: Type.String(),
  isNew: Type.Boolean(),
  steps: Type.Object({ lengthMs: Type.Number(), errors: numbers }),
  versions: Type.Array(
    Type.Object({ version: Type.String(), errors: Type.Number(), firstSeen: isoTime, lastSeen: isoTime }),
  ),
  transactions: Type.Array(
    Type.Object({
      transaction: Type.String(),
      errors: Type.Number(),
      share: Type.Number({ description: 'Errors among the requests of the transaction, 0 to 1' }),
      lastSeen: isoTime,
    }),
  ),
  newest: Type.Array(
    Type.Object({
      at: isoTime,
      traceId: Type.String(),
      spanId: Type.String(),
      transaction: Type.String(),
      version: Type.String(),
      message: Type.String(),
    }),
  ),
  ...workedUp,
});

same<Required<ErrorSearch>, Required<Static<typeof ErrorSearchSchema>>>(true);
same<Required<ErrorDetailSearch>, Required<Static<typeof ErrorDetailSearchSchema>>>(true);
same<ErrorsAnswer, Static<typeof ErrorsAnswerSchema>>(true);
same<ErrorAnswer, Static<typeof ErrorAnswerSchema>>(true);
