import { type Static, Type } from '@sinclair/typebox';
import {
  type AnswerKept,
  type Board,
  type BoardPanel,
  type BoardRequest,
  type BoardsAnswer,
  CHART_KINDS,
  type KeptAnswer,
  type KeptAnswerRequest,
  PANEL_SHOWS,
  type QuestionAnswer,
  SAVED_LIMITS,
  type SavedQuestion,
  type SavedQuestionRequest,
  type SavedQuestionsAnswer,
} from '@tracebin/model';
import { isoTime } from './bins.ts';
import { QuestionAnswerSchema, words } from './question.ts';
import { same } from './same-type.ts';

const strict = { additionalProperties: false };
const optional = Type.Optional;
const time = Type.String({ minLength: 1, maxLength: 40, description: 'ISO 8601, or relative: -1h, -7d' });
const name = Type.String({ description: `1 to ${SAVED_LIMITS.nameLength} characters, no other one's` });
const id = Type.String({ description: '16 hex digits' });

const view = {
  text: Type.String({ description: 'The question in the text form, without a range' }),
  from: optional(time),
  to: optional(time),
  chart: optional(words(CHART_KINDS, 'Default line')),
  log: optional(Type.Boolean({ description: 'Logarithmic scale' })),
};

const basedOn = optional(
  Type.String({ maxLength: 40, description: '"changedAt" of the version that was changed' }),
);

export const SavedQuestionRequestSchema = Type.Object({ name, ...view, basedOn }, strict);
export const SavedQuestionSchema = Type.Object({ id, name, ...view, changedAt: isoTime });
export const SavedQuestionsAnswerSchema = Type.Object({ questions: Type.Array(SavedQuestionSchema) });

const panel = Type.Object(
  {
    question: Type.String({ maxLength: 40, description: 'Id of a saved question' }),
    show: words(PANEL_SHOWS),
    wide: Type.Boolean({ description: 'As wide as the board' }),
  },
  strict,
);

export const BoardRequestSchema = Type.Object(
  {
    name,
    panels: Type.Array(panel, { description: `In their order; up to ${SAVED_LIMITS.panels}` }),
    basedOn,
  },
  strict,
);
export const BoardSchema = Type.Object({ id, name, panels: Type.Array(panel), changedAt: isoTime });
export const BoardsAnswerSchema = Type.Object({ boards: Type.Array(BoardSchema) });

/** Checked by hand, whole: this validator would make a 0 of a null. */
const answer = Type.Unsafe<QuestionAnswer>({
  type: 'object',
  description: 'The answer of POST /api/bins/:bin/query as it came',
});
export const KeptAnswerRequestSchema = Type.Object({ ...view, askedAt: time, answer }, strict);
const kept = { id: Type.String({ description: '32 hex digits' }), keptUntil: isoTime };
export const AnswerKeptSchema = Type.Object(kept);
export const KeptAnswerSchema = Type.Object({
  ...view,
  ...kept,
  askedAt: isoTime,
  answer: QuestionAnswerSchema,
  keptAt: isoTime,
});

same<Required<SavedQuestionRequest>, Required<Static<typeof SavedQuestionRequestSchema>>>(true);
same<Required<SavedQuestion>, Required<Static<typeof SavedQuestionSchema>>>(true);
same<keyof SavedQuestionsAnswer, keyof Static<typeof SavedQuestionsAnswerSchema>>(true);
same<BoardPanel, Static<typeof panel>>(true);
same<Required<BoardRequest>, Required<Static<typeof BoardRequestSchema>>>(true);
same<Board, Static<typeof BoardSchema>>(true);
same<BoardsAnswer, Static<typeof BoardsAnswerSchema>>(true);
same<Required<KeptAnswerRequest>, Required<Static<typeof KeptAnswerRequestSchema>>>(true);
same<AnswerKept, Static<typeof AnswerKeptSchema>>(true);
same<keyof KeptAnswer, keyof Static<typeof KeptAnswerSchema>>(true);
