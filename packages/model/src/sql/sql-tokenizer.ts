/**
 * Splits SQL of any dialect into tokens, in one pass and without copying: a token is a kind and a range of the text.
 * What is not understood becomes punctuation; an unclosed literal reaches to the end.
 */

import { isDigit, isSpace, isWordPart, isWordStart } from './sql-characters.ts';

export const SqlToken = {
  end: 0,
  space: 1,
  comment: 2,
  /** A name or keyword without quotes. */
  word: 3,
  /** A name in quotes, backticks or brackets. */
  quotedName: 4,
  /** A number, string or other constant. */
  literal: 5,
  /** `?`, `$1`, `:name`, `@name`, `%s`, `%(name)s` */
  placeholder: 6,
  punctuation: 7,
} as const;
export type SqlToken = (typeof SqlToken)[keyof typeof SqlToken];

const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const PERCENT = 37;
const QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const QUESTION = 63;
const AT = 64;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const BACKTICK = 96;

/** Prefixes that make one literal with the string after them: `N'x'`, `X'ff'`, `E'\n'`, `B'01'`, `U&'x'`. */
const STRING_PREFIX = /^(?:[nxeb]|u&|_\w+)$/i;

export class SqlTokenizer {
  kind: SqlToken = SqlToken.end;
  start = 0;
  end = 0;
  readonly text: string;
  /** MySQL: a backslash escapes, and double quotes hold strings. */
  readonly #isMySql: boolean;
  #previous: SqlToken = SqlToken.end;

  /** @param system value of `db.system.name`, where known */
  constructor(text: string, system = '') {
    this.text = text;
    this.#isMySql = system === 'mysql' || system === 'mariadb';
  }

  get value(): string {
    return this.text.slice(this.start, this.end);
  }

  /** Moves to the next token; false at the end. */
  next(): boolean {
    if (this.kind !== SqlToken.space && this.kind !== SqlToken.comment) this.#previous = this.kind;
    this.start = this.end;
    if (this.start >= this.text.length) {
      this.kind = SqlToken.end;
      return false;
    }
    this.kind = this.#read(this.text.charCodeAt(this.start));
    return true;
  }

  #read(code: number): SqlToken {
    const { text, start } = this;
    const following = text.charCodeAt(start + 1);
    if (isSpace(code)) return this.#readSpace();
    if (isWordStart(code)) return this.#readWord();
    if (isDigit(code) || (code === DOT && isDigit(following) && !this.#followsName()))
      return this.#readNumber(start);
    switch (code) {
      case QUOTE:
        return this.#readString(start, QUOTE, this.#isMySql);
      case DOUBLE_QUOTE:
        if (this.#isMySql) return this.#readString(start, DOUBLE_QUOTE, true);
        return this.#readQuotedName(DOUBLE_QUOTE);
      case BACKTICK:
        return this.#readQuotedName(BACKTICK);
      case OPEN_BRACKET:
        if (isWordStart(following) && !this.#followsName()) return this.#readQuotedName(CLOSE_BRACKET);
        break;
      case MINUS:
        if (following === MINUS) return this.#readLineComment();
        if (this.#startsNumber(start + 1)) return this.#readNumber(start + 1);
        break;
      case PLUS:
        if (this.#startsNumber(start + 1)) return this.#readNumber(start + 1);
        break;
      case SLASH:
        if (following === STAR) return this.#readBlockComment();
        break;
      case HASH:
        if (this.#isMySql) return this.#readLineComment();
        break;
      case DOLLAR:
        return this.#readDollar();
      case QUESTION:
        return this.#take(1, SqlToken.placeholder);
      case COLON:
        if (following === COLON) return this.#take(2, SqlToken.punctuation);
        if (isWordStart(following) || isDigit(following)) return this.#readNamed(start + 1);
        break;
      case AT:
        if (following === AT) return this.#readNamed(start + 2);
        if (isWordStart(following)) return this.#readNamed(start + 1);
        break;
      case PERCENT:
        if (text.startsWith('%s', start) && !isWordPart(text.charCodeAt(start + 2))) {
          return this.#take(2, SqlToken.placeholder);
        }
        if (following === OPEN) return this.#readPythonNamed();
        break;
    }
    return this.#take(1, SqlToken.punctuation);
  }

  #take(length: number, kind: SqlToken): SqlToken {
    this.end = this.start + length;
    return kind;
  }

  #readSpace(): SqlToken {
    let at = this.start + 1;
    while (isSpace(this.text.charCodeAt(at))) at++;
    this.end = at;
    return SqlToken.space;
  }

  #readWord(): SqlToken {
    let at = this.start + 1;
    while (isWordPart(this.text.charCodeAt(at))) at++;
    // U&'...' is one literal; elsewhere & is an operator.
    const prefixEnd = at === this.start + 1 && this.text.startsWith("&'", at) ? at + 1 : at;
    if (this.text.charCodeAt(prefixEnd) === QUOTE) {
      const prefix = this.text.slice(this.start, prefixEnd);
      if (STRING_PREFIX.test(prefix)) {
        return this.#readString(prefixEnd, QUOTE, this.#isMySql || /^e$/i.test(prefix));
      }
    }
    this.end = at;
    return SqlToken.word;
  }

  #startsNumber(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return isDigit(code) || (code === DOT && isDigit(this.text.charCodeAt(at + 1)));
  }

  #readNumber(from: number): SqlToken {
    const { text } = this;
    let at = from;
    const second = text.charCodeAt(at + 1) | 32;
    if (text.charCodeAt(at) === 48 && (second === 120 || second === 98 || second === 111)) at += 2;
    for (;;) {
      const code = text.charCodeAt(at);
      const isSignOfExponent =
        (code === MINUS || code === PLUS) &&
        (text.charCodeAt(at - 1) | 32) === 101 &&
        isDigit(text.charCodeAt(at - 2)) &&
        isDigit(text.charCodeAt(at + 1));
      if (!isWordPart(code) && code !== DOT && !isSignOfExponent) break;
      at++;
    }
    this.end = at;
    return SqlToken.literal;
  }

  #readString(open: number, quote: number, hasEscapes: boolean): SqlToken {
    const { text } = this;
    let at = open + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH && hasEscapes) at++;
      else if (code === quote) {
        if (text.charCodeAt(at + 1) !== quote) break;
        at++;
      }
    }
    this.end = Math.min(at + 1, text.length);
    return SqlToken.literal;
  }

  #readQuotedName(close: number): SqlToken {
    const { text } = this;
    let at = this.start + 1;
    for (; at < text.length; at++) {
      if (text.charCodeAt(at) !== close) continue;
      if (text.charCodeAt(at + 1) !== close || close === CLOSE_BRACKET) break;
      at++;
    }
    this.end = Math.min(at + 1, text.length);
    return SqlToken.quotedName;
  }

  #readLineComment(): SqlToken {
    const newline = this.text.indexOf('\n', this.start);
    this.end = newline === -1 ? this.text.length : newline;
    return SqlToken.comment;
  }

  #readBlockComment(): SqlToken {
    const close = this.text.indexOf('*/', this.start + 2);
    this.end = close === -1 ? this.text.length : close + 2;
    return SqlToken.comment;
  }

  /** `$1` is a placeholder, `$$text$$` and `$tag$text$tag$` are strings of PostgreSQL. */
  #readDollar(): SqlToken {
    const { text, start } = this;
    if (isDigit(text.charCodeAt(start + 1))) return this.#readNamed(start + 1);
    let at = start + 1;
    while (isWordPart(text.charCodeAt(at)) && text.charCodeAt(at) !== DOLLAR) at++;
    if (text.charCodeAt(at) !== DOLLAR) return this.#take(1, SqlToken.punctuation);
    const tag = text.slice(start, at + 1);
    const close = text.indexOf(tag, at + 1);
    this.end = close === -1 ? text.length : close + tag.length;
    return SqlToken.literal;
  }

  #readNamed(from: number): SqlToken {
    let at = from;
    while (isWordPart(this.text.charCodeAt(at))) at++;
    this.end = at;
    return SqlToken.placeholder;
  }

  #readPythonNamed(): SqlToken {
    const close = this.text.slice(this.start, this.start + 128).indexOf(')s');
    return close === -1 ? this.#take(1, SqlToken.punctuation) : this.#take(close + 2, SqlToken.placeholder);
  }

  /** True right after a name or a closing bracket: what comes belongs to it. */
  #followsName(): boolean {
    if (this.start === 0) return false;
    const before = this.text.charCodeAt(this.start - 1);
    if (before === CLOSE || before === CLOSE_BRACKET) return true;
    const isAdjacent = !isSpace(before);
    return isAdjacent && (this.#previous === SqlToken.word || this.#previous === SqlToken.quotedName);
  }
}
