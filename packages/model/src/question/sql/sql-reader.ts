import { QuestionTextError } from '../text/question-text-error.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** Words that end an expression, so that they cannot be an alias without AS. */
const RESERVED = new Set(
  `SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET UNION ALL DISTINCT AS ON USING JOIN INNER LEFT RIGHT FULL OUTER CROSS ANY ARRAY AND OR NOT IN
   LIKE ILIKE BETWEEN IS NULL CASE WHEN THEN ELSE END ASC DESC NULLS FIRST LAST WITH INTERVAL EXCEPT INTERSECT FORMAT INTO SETTINGS GLOBAL PREWHERE SAMPLE FINAL
   SEMI ANTI ASOF OVER WINDOW QUALIFY TOTALS ROLLUP CUBE TRUE FALSE CAST`.split(/\s+/),
);
/** The tree is gone down by functions that call themselves. */
const MAX_DEPTH = 60;
const MAX_LENGTH = 20_000;

/** Goes over the words of a text. */
export class SqlReader {
  readonly text: string;
  readonly #tokens: SqlToken[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    if (text.length > MAX_LENGTH)
      throw new QuestionTextError(`More than ${MAX_LENGTH} characters`, { at: MAX_LENGTH, length: 0 });
    this.text = text;
    this.#tokens = sqlTokens(text);
  }

  get token(): SqlToken {
    return this.#tokens[this.#at]!;
  }

  peek(ahead: number): SqlToken {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  /** Where the last word that was taken ends. */
  get end(): number {
    const { at, length } = this.#tokens[Math.max(0, this.#at - 1)]!;
    return at + length;
  }

  take(): SqlToken {
    const { token } = this;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  isWord(...words: string[]): boolean {
    return words.every((word, ahead) => {
      const { kind, text } = this.peek(ahead);
      return kind === 'word' && text.toUpperCase() === word;
    });
  }

  /** Takes these words where they come next. */
  word(...words: string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.#at += words.length;
    return true;
  }

  isSymbol(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === symbol;
  }

  symbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at++;
    return true;
  }

  expectWord(word: string): void {
    if (!this.word(word)) this.fail(`Expected ${word}`);
  }

  expectSymbol(symbol: string): void {
    if (!this.symbol(symbol)) this.fail(`Expected "${symbol}"`);
  }

  isName(): boolean {
    const { kind, text } = this.token;
    return kind === 'quoted' || (kind === 'word' && !RESERVED.has(text.toUpperCase()));
  }

  name(what: string): string {
    if (!this.isName()) this.fail(`Expected ${what}`);
    return this.take().text;
  }

  /** `AS name`, or just `name`. */
  alias(): string | undefined {
    if (this.word('AS')) return this.name('a name after AS');
    return this.isName() ? this.take().text : undefined;
  }

  wholeNumber(what: string): number {
    const { kind, text } = this.token;
    const number = Number(text);
    if (kind !== 'number' || !/^\d+$/.test(text) || number > 1_000_000_000) this.fail(`Expected ${what}`);
    this.take();
    return number;
  }

  list<T>(one: () => T): T[] {
    const all = [one()];
    while (this.symbol(',')) all.push(one());
    return all;
  }

  deeper<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.fail('This is nested too deep');
    const value = read();
    this.#depth--;
    return value;
  }

  fail(message: string, place: { at: number; length: number } = this.token): never {
    const found = this.text.slice(place.at, place.at + place.length);
    const isExpected = message.startsWith('Expected');
    throw new QuestionTextError(
      isExpected
        ? `${message}, not ${found === '' ? 'the end' : JSON.stringify(found.slice(0, 40))}`
        : message,
      { at: place.at, length: place.length },
    );
  }
}
