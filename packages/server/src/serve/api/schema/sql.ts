import { type Static, Type } from '@sinclair/typebox';
import type { SqlAnswer, SqlRequest } from '@tracebin/model';
import { isoTime } from './bins.ts';
import { ReadFactsSchema } from './question.ts';
import { same } from './same-type.ts';

export const SqlRequestSchema = Type.Object(
  {
    sql: Type.String({ minLength: 1, maxLength: 20_000, description: 'One SELECT' }),
    from: Type.Optional(Type.String({ description: 'ISO 8601 or relative; default -24h' })),
    to: Type.Optional(Type.String({ description: 'Default now' })),
  },
  { additionalProperties: false },
);

export const SqlAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  count: Type.Integer({ description: 'Rows here, up to 10,000' }),
  more: Type.Boolean(),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  values: Type.Array(Type.Array(Type.Unknown()), { description: 'By column, by row' }),
  read: ReadFactsSchema,
});

same<SqlRequest, Static<typeof SqlRequestSchema>>(true);
same<SqlAnswer, Static<typeof SqlAnswerSchema>>(true);
