/** What the schemas of several pages share. */
import { Type } from '@sinclair/typebox';
import { isoTime } from './bins.ts';

export const time = Type.String({
  minLength: 1,
  maxLength: 40,
  description: 'ISO 8601, or relative to now: -15m, -1h, -7d',
});
export const text = Type.String({ minLength: 1, maxLength: 1_000 });
export const limit = (standard: number) =>
  Type.Integer({ minimum: 1, maximum: 1_000, description: `Default ${standard.toLocaleString('en-US')}` });

/** Of a question: which part of the bin. */
export const scope = {
  service: Type.Optional(text),
  environment: Type.Optional(text),
  from: Type.Optional(time),
  to: Type.Optional(time),
};

export const numbers = Type.Array(Type.Number());
export const strings = Type.Array(Type.String());

/** Of every answer out of what is worked up. */
export const workedUp = {
  derivedUntil: Type.Union([isoTime, Type.Null()]),
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
};
export const choices = { services: strings, environments: strings };
