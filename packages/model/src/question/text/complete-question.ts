import { Cursor, type Want, type Wanted } from './cursor.ts';
import { readQuestion } from './parse-question.ts';
import { QuestionTextError } from './question-text-error.ts';

/** What fits where somebody is typing: replace `at` to `end` by something of a kind in `wanted`. */
export interface Completion {
  at: number;
  end: number;
  /** What stands there already, up to the caret. */
  prefix: string;
  wanted: Wanted[];
  /** For operators and values: of which field. */
  field: string | undefined;
}

/** @param caret in UTF-16 units from the begin of the text */
export function completeQuestion(text: string, caret: number): Completion {
  // Only what stands before the caret decides what may come.
  const before = text.slice(0, caret);
  let cursor: Cursor;
  try {
    cursor = new Cursor(before);
  } catch {
    return completionInQuotes(before, caret);
  }
  const tokens = cursor.tokens;
  const last = tokens.at(-2);
  const isTouching = last?.kind === 'word' && last.at + last.length === caret;
  const wants = wantsOf(cursor);
  const index = isTouching ? tokens.length - 2 : tokens.length - 1;
  const here = wants.filter((want) => want.token === index);
  return {
    at: isTouching ? last.at : caret,
    end: caret,
    prefix: isTouching ? last.text : '',
    wanted: [...new Set(here.map((want) => want.wanted))],
    field: here.findLast((want) => want.field !== undefined)?.field,
  };
}

/** An open quote is read as closed at the caret, to find out what stands in it. */
function completionInQuotes(before: string, caret: number): Completion {
  for (const quote of ['"', "'", '`']) {
    try {
      const cursor = new Cursor(before + quote);
      const index = cursor.tokens.length - 2;
      const token = cursor.tokens[index]!;
      const here = wantsOf(cursor).filter((want) => want.token === index);
      return {
        at: token.at,
        end: caret,
        prefix: token.text,
        wanted: [...new Set(here.map((want) => want.wanted))],
        field: here.findLast((want) => want.field !== undefined)?.field,
      };
    } catch {}
  }
  return { at: caret, end: caret, prefix: '', wanted: [], field: undefined };
}

function wantsOf(cursor: Cursor): readonly Want[] {
  try {
    readQuestion(cursor);
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
  }
  return cursor.wants;
}
