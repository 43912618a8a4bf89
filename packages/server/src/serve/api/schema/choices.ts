import { type Static, Type } from '@sinclair/typebox';
import type { ChoicesAnswer, ChoicesSearch } from '@tracebin/model';
import { isoTime } from './bins.ts';
import { choices, scope } from './page-parts.ts';
import { same } from './same-type.ts';

export const ChoicesSearchSchema = Type.Pick(Type.Object(scope), ['from', 'to'], {
  additionalProperties: false,
});

export const ChoicesAnswerSchema = Type.Object({
  from: isoTime,
  to: isoTime,
  ...choices,
  readRows: Type.Number(),
  elapsedMs: Type.Number(),
});

same<Static<typeof ChoicesSearchSchema>, ChoicesSearch>(true);
same<Static<typeof ChoicesAnswerSchema>, ChoicesAnswer>(true);
