import { parseDuration } from '../../format/index.ts';
import { QuestionTextError } from '../text/question-text-error.ts';
import type { Place } from './expression.ts';

export type ExpressionToken = Place &
  (
    | { kind: 'number'; value: number }
    | { kind: 'text'; value: string }
    | { kind: 'field'; name: string }
    | { kind: 'word'; word: string }
    | { kind: 'symbol'; symbol: string }
    | { kind: 'end' }
  );

const SYMBOL = /^(?:!=|<>|<=|>=|==|[-+*/%(),<>=])/;
/** `250ms` is a length of time in nanoseconds, as everywhere. */
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?:[a-zµμ]+)?/i;
const WORD = /^[\p{L}_@][\p{L}\p{N}_.@]*/u;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** @throws QuestionTextError */
export function expressionTokens(text: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest)?.[0].length ?? 0;
    if (space > 0) {
      at += space;
      continue;
    }
    const token = tokenAt(text, at, rest);
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', at: text.length, length: 0 });
  return tokens;
}

function tokenAt(text: string, at: number, rest: string): ExpressionToken {
  const first = rest[0]!;
  if (first === '"' || first === "'") return { kind: 'text', ...quoted(text, at) };
  if (first === '`') return fieldIn(quoted(text, at), at, 0);
  // `$name` and `$"a name"`, as in Honeycomb.
  if (first === '$') {
    if (rest[1] === '"' || rest[1] === '`') return fieldIn(quoted(text, at + 1), at, 1);
    const name = WORD.exec(rest.slice(1))?.[0];
    if (name === undefined) throw new QuestionTextError('Expected a field after "$"', { at, length: 1 });
    return { kind: 'field', name, at, length: name.length + 1 };
  }
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return { kind: 'number', value: numberOf(number, at), at, length: number.length };
  const word = WORD.exec(rest)?.[0];
  if (word !== undefined) return { kind: 'word', word, at, length: word.length };
  const symbol = SYMBOL.exec(rest)?.[0];
  if (symbol !== undefined) return { kind: 'symbol', symbol, at, length: symbol.length };
  throw new QuestionTextError(`"${first}" means nothing here`, { at, length: 1 });
}

function numberOf(text: string, at: number): number {
  const plain = Number(text);
  if (Number.isFinite(plain)) return plain;
  const duration = parseDuration(text);
  if (duration !== undefined) return duration;
  throw new QuestionTextError(`"${text}" is neither a number nor a length of time like 250ms`, {
    at,
    length: text.length,
  });
}

function fieldIn(
  { value, length }: { value: string; length: number },
  at: number,
  before: number,
): ExpressionToken {
  if (value === '') throw new QuestionTextError('A field has a name', { at, length: length + before });
  return { kind: 'field', name: value, at, length: length + before };
}

function quoted(text: string, at: number): { value: string; at: number; length: number } {
  const quote = text[at];
  let value = '';
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index]!;
    if (character === quote) return { value, at, length: index + 1 - at };
    if (character === '\\' && quote !== '`' && index + 1 < text.length) {
      const next = text[++index]!;
      // Only what has to be escaped is: backslashes of patterns stay, so that "\d+" means digits.
      value += next === quote || next === '\\' ? next : (ESCAPES[next] ?? `\\${next}`);
    } else value += character;
  }
  throw new QuestionTextError('This quote is not closed', { at, length: text.length - at });
}
