import { parseQuestion, QuestionTextError, type QuestionView, SAVED_LIMITS } from '@tracebin/model';
import { parseTime } from '../../ask/index.ts';
import { BadRequestError } from '../../errors.ts';

/**
 * The view as it is kept: only what it says, with a text and times that can be read.
 *
 * @throws BadRequestError `bad-question`, `bad-time`
 */
export function checkedView({ text, from, to, chart, log }: QuestionView): QuestionView {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > SAVED_LIMITS.textLength) {
    throw new BadRequestError(
      'bad-question',
      `The text of a question has 1 to ${SAVED_LIMITS.textLength} characters.`,
    );
  }
  try {
    parseQuestion(trimmed);
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
    throw new BadRequestError('bad-question', `${error.message} (at character ${error.at + 1})`, {
      hint: 'docs/reference/questions.md has the text form of questions.',
    });
  }
  for (const [name, time] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (time !== undefined) parseTime(time, name, BigInt(Date.now()) * 1_000_000n);
  }
  return {
    text: trimmed,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(chart === undefined ? {} : { chart }),
    ...(log === true ? { log } : {}),
  };
}
