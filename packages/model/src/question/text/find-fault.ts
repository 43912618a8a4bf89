import { Cursor } from './cursor.ts';
import { readQuestion } from './parse-question.ts';
import { QuestionTextError } from './question-text-error.ts';

/**
 * The first place of a text that cannot be answered though it can be read: an expression that is none, an order by what is
 * not asked, `duration > soon`. Reading alone takes these, as the server has the last word on what it can answer.
 *
 * @throws QuestionTextError where it cannot be read
 */
export function findFault(text: string): QuestionTextError | undefined {
  const cursor = new Cursor(text);
  const question = readQuestion(cursor);
  for (const { faultIn, ...place } of cursor.checks.toSorted((a, b) => a.at - b.at)) {
    const message = faultIn(question);
    if (message !== undefined) return new QuestionTextError(message, place);
  }
  return undefined;
}
