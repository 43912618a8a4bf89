import { QuestionTextError } from '../text/question-text-error.ts';

/** `quoted` is a name in double quotes or backticks, which is never a keyword; `end` stands after the last. */
export interface SqlToken {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';
  /** Without quotes and escapes. */
  text: string;
  at: number;
  length: number;
}

const SPACE = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/;
const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?![\w.])/;
const WORD = /^[A-Za-z_][A-Za-z0-9_]*/;
const SYMBOL = /^(?:->|\|\||<=|>=|<>|!=|==|[()[\],.;=<>+\-*/%])/;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
/** What may stand in a name: nothing that could end its quotes, or hide. */
const NAME = /^[\p{L}\p{N}\p{P}\p{S} ]{1,128}$/u;

/** @throws QuestionTextError at a quote that is not closed, or a character that begins nothing */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = SPACE.exec(rest)?.[0].length;
    if (space !== undefined) {
      at += space;
      continue;
    }
    const token = tokenAt(text, at, rest, tokens.at(-1));
    tokens.push(token);
    at += token.length;
  }
  tokens.push({ kind: 'end', text: '', at: text.length, length: 0 });
  return tokens;
}

function tokenAt(text: string, at: number, rest: string, before: SqlToken | undefined): SqlToken {
  const first = rest[0]!;
  // The second part of a tuple, and no number: t.2
  if (
    first === '.' &&
    before !== undefined &&
    before.at + before.length === at &&
    /[)\]\w"`]/.test(text[at - 1]!)
  ) {
    return { kind: 'symbol', text: '.', at, length: 1 };
  }
  if (first === "'" || first === '"' || first === '`') return quotedAt(text, at, first);
  for (const [kind, pattern] of [
    ['number', NUMBER],
    ['word', WORD],
    ['symbol', SYMBOL],
  ] as const) {
    const found = pattern.exec(rest)?.[0];
    if (found !== undefined) return { kind, text: found, at, length: found.length };
  }
  throw new QuestionTextError(`"${first}" means nothing here`, { at, length: 1 });
}

function quotedAt(text: string, begin: number, quote: string): SqlToken {
  let value = '';
  for (let at = begin + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === quote) {
      if (text[at + 1] === quote) {
        value += quote;
        at++;
        continue;
      }
      const token = { text: value, at: begin, length: at + 1 - begin };
      if (quote === "'") return { kind: 'string', ...token };
      if (!NAME.test(value) || /[`\\]/.test(value)) {
        throw new QuestionTextError('A name has letters, digits, spaces and signs, up to 128 of them', token);
      }
      return { kind: 'quoted', ...token };
    }
    if (character === '\\' && quote === "'") {
      at++;
      const escaped = text[at] ?? '';
      value += ESCAPES[escaped] ?? escaped;
    } else value += character;
  }
  throw new QuestionTextError(`This ${quote} is not closed`, { at: begin, length: text.length - begin });
}
