import { type Static, Type } from '@sinclair/typebox';
import {
  type Advice,
  FINDING_KINDS,
  type FindingChange,
  type FindingKind,
  type FindingSearch,
  type FindingStatus,
  type FindingsAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { same } from './same-type.ts';

const STATUSES: FindingStatus[] = ['open', 'acknowledged', 'fixed', 'back'];

const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
const text = Type.String({ minLength: 1, maxLength: 1_000 });
const kind = Type.Unsafe<FindingKind>(Type.String({ enum: [...FINDING_KINDS] }));
const status = Type.Unsafe<FindingStatus>(Type.String({ enum: STATUSES }));

export const FindingSearchSchema = Type.Object(
  {
    service: Type.Optional(text),
    environment: Type.Optional(text),
    transaction: Type.Optional(text),
    kind: Type.Optional(kind),
    status: Type.Optional(status),
    from: Type.Optional(time),
    to: Type.Optional(time),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 100' })),
  },
  { additionalProperties: false },
);

export const FindingChangeSchema = Type.Object(
  {
    status: Type.Optional(
      Type.Unsafe<Exclude<FindingStatus, 'back'>>(
        Type.String({ enum: STATUSES.filter((each) => each !== 'back') }),
      ),
    ),
    note: Type.Optional(Type.String({ maxLength: 2_000 })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const FindingsAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  more: Type.Boolean({ description: 'There are more findings than limit' }),
  findings: Type.Array(
    Type.Object({
      key: Type.String({ description: '16 hex digits; the same in every trace' }),
      kind,
      service: Type.String(),
      transaction: Type.String(),
      statement: Type.String(),
      place: Type.Union([
        Type.Object({ file: Type.String(), line: Type.Number(), function: Type.String() }),
        Type.Null(),
      ]),
      status,
      statusBy: Type.Union([Type.Literal('person'), Type.Literal('version'), Type.Null()]),
      note: Type.String(),
      firstSeen: isoTime,
      lastSeen: isoTime,
      requests: Type.Number(),
      share: Type.Number({ description: '0 to 1, of the requests of the transaction' }),
      count: Type.Object({ median: Type.Number(), p95: Type.Number(), max: Type.Number() }),
      lost: Type.Object({
        median: Type.Number(),
        p95: Type.Number(),
        total: Type.Number(),
        perHour: Type.Number(),
      }),
      requestsSince: Type.Number(),
      firstVersion: Type.String(),
      lastVersion: Type.String(),
      examples: Type.Array(
        Type.Object({
          traceId: Type.String(),
          spanId: Type.String(),
          at: isoTime,
          count: Type.Number(),
          lost: Type.Number(),
        }),
      ),
      evidence: Type.Record(Type.String(), Type.Unknown()),
      advice: Type.Object({
        framework: Type.Unsafe<Advice['framework']>(Type.String()),
        text: Type.String(),
        example: Type.String(),
        test: Type.String(),
      }),
    }),
  ),
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

same<Required<FindingSearch>, Required<Static<typeof FindingSearchSchema>>>(true);
same<Required<FindingChange>, Required<Static<typeof FindingChangeSchema>>>(true);
same<FindingsAnswer, Static<typeof FindingsAnswerSchema>>(true);
