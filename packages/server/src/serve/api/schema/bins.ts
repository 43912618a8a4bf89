import { type Static, Type } from '@sinclair/typebox';
import type {
  ApiError,
  BinAnswer,
  BinChange,
  BinCreated,
  BinRequest,
  KeyCreated,
  KeysAnswer,
} from '@tracebin/model';
import { same } from './same-type.ts';

export const isoTime = Type.String({
  description: 'ISO 8601 in UTC with nine decimals',
  examples: ['2026-11-20T13:34:51.207000000Z'],
});
const retentionHours = Type.Integer({
  minimum: 1,
  maximum: 9_600,
  description: 'How long the bin keeps its data: an hour to 400 days',
});
const name = Type.String({ minLength: 1, maxLength: 100, description: 'Shown to people' });

export const ApiErrorSchema = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'Stable' }),
      message: Type.String({ description: 'For people' }),
      hint: Type.Optional(Type.String({ description: 'What to do about it' })),
    }),
  },
  { $id: 'ApiError' },
);

export const BinRequestSchema = Type.Object(
  { name: Type.Optional(name), retentionHours: Type.Optional(retentionHours) },
  { additionalProperties: false },
);
export const BinChangeSchema = Type.Object(
  {
    name: Type.Optional(name),
    retentionHours: Type.Optional(retentionHours),
    apdexMs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 600_000, description: 'T of the Apdex in milliseconds' }),
    ),
  },
  { additionalProperties: false },
);

export const BinCreatedSchema = Type.Object({
  bin: Type.String({ description: 'Internal id, no secret' }),
  name: Type.String(),
  viewUrl: Type.String({ description: 'Address of the bin for people; holds the view token' }),
  viewToken: Type.String({ description: 'Reads the bin and changes its settings; shown this once' }),
  ingestKey: Type.String({ description: 'Writes to the bin, reads nothing; shown this once' }),
});

export const KeyCreatedSchema = Type.Object({
  ingestKey: Type.String({ description: 'Shown this once' }),
});

export const KeysAnswerSchema = Type.Object({
  keys: Type.Array(
    Type.Object({
      id: Type.String({ description: 'Names the key, no secret' }),
      createdAt: isoTime,
      revokedAt: Type.Union([isoTime, Type.Null()]),
    }),
  ),
});

const door = Type.Object({
  port: Type.String({ examples: ['4318', '8125/udp'] }),
  speaks: Type.String(),
  state: Type.Union([Type.Literal('ready'), Type.Literal('off'), Type.Literal('busy')]),
});
const refusal = Type.Object({
  at: isoTime,
  code: Type.String(),
  message: Type.String(),
  from: Type.String({ description: 'Address of the sender' }),
  count: Type.Integer(),
});

/** What changes by itself, also the data of each message of the live stream. */
const activity = {
  refusals: Type.Array(refusal, { description: 'Requests turned away, newest last, at most 20' }),
  firstEventAt: Type.Union([isoTime, Type.Null()]),
  lastEventAt: Type.Union([isoTime, Type.Null()]),
  firstTraceId: Type.Union([Type.String(), Type.Null()]),
  arrivals: Type.Array(Type.Number(), { description: 'Events acknowledged in each of the last 60 seconds' }),
  services: Type.Array(Type.String()),
};

export const LiveActivitySchema = Type.Object(activity);

export const BinAnswerSchema = Type.Object({
  bin: Type.String(),
  name: Type.String(),
  createdAt: isoTime,
  retentionHours: Type.Integer(),
  apdexMs: Type.Integer({ description: 'T of the Apdex in milliseconds' }),
  address: Type.String({ description: 'Where senders reach this server' }),
  keyless: Type.Boolean({ description: 'Senders need no key here' }),
  doors: Type.Array(door),
  listeningSince: isoTime,
  ...activity,
});

same<ApiError, Static<typeof ApiErrorSchema>>(true);
same<Required<BinRequest>, Required<Static<typeof BinRequestSchema>>>(true);
same<Required<BinChange>, Required<Static<typeof BinChangeSchema>>>(true);
same<BinCreated, Static<typeof BinCreatedSchema>>(true);
same<KeyCreated, Static<typeof KeyCreatedSchema>>(true);
same<KeysAnswer, Static<typeof KeysAnswerSchema>>(true);
same<BinAnswer, Static<typeof BinAnswerSchema>>(true);
