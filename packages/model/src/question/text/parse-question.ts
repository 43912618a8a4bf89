import type { Question } from '../question.ts';
import { Cursor } from './cursor.ts';
import { readCalculatedField, readCalculation, readFormula } from './read-calculation.ts';
import { READ_CLAUSE } from './read-clauses.ts';
import { CLAUSES } from './words.ts';

/** A person's question is some hundred characters; this is for what is generated. */
export const MAX_TEXT_LENGTH = 65_536;

/**
 * Reads the text form. Keywords in any case, clauses in any order, each once; without calculations it is the raw events.
 *
 * @throws QuestionTextError with the place in the text
 */
export function parseQuestion(text: string): Question {
  return readQuestion(new Cursor(text));
}

/** The same, leaving in the cursor what could have stood where. */
export function readQuestion(cursor: Cursor): Question {
  if (cursor.text.length > MAX_TEXT_LENGTH) {
    cursor.fail(`A question has at most ${MAX_TEXT_LENGTH} characters`);
  }
  const question: Question = {};
  if (cursor.take('WITH')) {
    question.calculatedFields = [readCalculatedField(cursor)];
    while (cursor.takeSymbol(',')) question.calculatedFields.push(readCalculatedField(cursor));
  }
  const isAnnounced = cursor.take('SELECT') || cursor.take('SHOW') || cursor.take('VISUALIZE');
  if (isAnnounced || !isAtClause(cursor)) readCalculations(cursor, question);
  const seen = new Set<string>();
  while (!cursor.isAtEnd) {
    cursor.want('clause');
    const begin = cursor.token;
    const clause = CLAUSES.find((each) => cursor.take(each));
    if (clause === undefined) {
      cursor.fail(`Expected a comma, or one of ${CLAUSES.join(', ')}, not "${cursor.token.text}"`);
    }
    if (seen.has(clause)) cursor.fail(`${clause} stands here twice`, begin);
    seen.add(clause);
    READ_CLAUSE[clause](cursor, question);
  }
  cursor.want('clause');
  return question;
}

function isAtClause(cursor: Cursor): boolean {
  if (cursor.isAtEnd) cursor.want('calculation');
  return cursor.isAtEnd || CLAUSES.some((clause) => cursor.isAt(clause));
}

function readCalculations(cursor: Cursor, question: Question): void {
  do {
    if (cursor.take('FORMULA')) question.formulas = [...(question.formulas ?? []), readFormula(cursor)];
    else question.calculations = [...(question.calculations ?? []), readCalculation(cursor)];
  } while (cursor.takeSymbol(','));
}
