import { QuestionTextError } from './question-text-error.ts';

/** `field` is a word in backticks, which is never a keyword; `end` stands after the last. */
export interface Token {
  kind: 'word' | 'string' | 'field' | 'symbol' | 'end';
  /** Without quotes and escapes. */
  text: string;
  at: number;
  length: number;
}

const SYMBOLS = /^(?:!=|>=|<=|==|<>|[,()=<>])/;
/** All that neither separates nor quotes: paths, hosts, versions and durations need no quotes. */
const WORD = /^[^\s,()"'`=<>!]+/;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
const QUOTES = ['"', "'", '`'];

/** @throws QuestionTextError at a quote that is not closed, or a character that begins nothing */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
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
  tokens.push({ kind: 'end', text: '', at: text.length, length: 0 });
  return tokens;
}

function tokenAt(text: string, at: number, rest: string): Token {
  const symbol = SYMBOLS.exec(rest)?.[0];
  if (symbol !== undefined) return { kind: 'symbol', text: plain(symbol), at, length: symbol.length };
  if (QUOTES.includes(rest[0]!)) return quotedAt(text, at);
  const word = WORD.exec(rest)?.[0];
  if (word !== undefined) return { kind: 'word', text: word, at, length: word.length };
  throw new QuestionTextError(`"${rest[0]}" means nothing here`, { at, length: 1 });
}

function plain(symbol: string): string {
  return symbol === '==' ? '=' : symbol === '<>' ? '!=' : symbol;
}

function quotedAt(text: string, at: number): Token {
  const quote = text[at]!;
  let value = '';
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index]!;
    if (character === quote) {
      return { kind: quote === '`' ? 'field' : 'string', text: value, at, length: index + 1 - at };
    }
    if (character === '\\' && index + 1 < text.length) {
      index++;
      value += ESCAPES[text[index]!] ?? text[index]!;
    } else value += character;
  }
  throw new QuestionTextError('This quote is not closed', { at, length: text.length - at });
}

/** As a quoted token that reads back as `text`. */
export function inQuotes(text: string, quote: '"' | '`'): string {
  const escaped = text.replace(/[\\\n\t\r\0"`]/g, (character) => {
    if (character === '\\' || character === quote) return `\\${character}`;
    const letter = Object.keys(ESCAPES).find((key) => ESCAPES[key] === character);
    return letter === undefined ? character : `\\${letter}`;
  });
  return `${quote}${escaped}${quote}`;
}

/**
 * Where the parenthesis that opens at `open` closes, quotes respected; -1 when it never does. Expressions are taken
 * as they stand between the two.
 */
export function closingOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text[at]!;
    if (QUOTES.includes(character)) {
      at++;
      while (at < text.length && text[at] !== character) at += text[at] === '\\' && character !== '`' ? 2 : 1;
      if (at >= text.length) return -1;
    } else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at;
  }
  return -1;
}
