import { QuestionTextError } from './question-text-error.ts';
import { type Token, tokensOf } from './tokens.ts';
import { isKeyword } from './words.ts';

/** What may stand at a place of the text. */
export type Wanted =
  | 'calculation'
  | 'field'
  | 'name'
  | 'operator'
  | 'value'
  | 'clause'
  | 'dataset'
  | 'number'
  | 'time';

export interface Want {
  /** Index of the token that stands, or is missing, there. */
  token: number;
  wanted: Wanted;
  /** Of operators and values: the field they are for. */
  field?: string;
}

/** Reads tokens one after another and remembers what could have stood at each, for completion. */
export class Cursor {
  readonly text: string;
  readonly wants: Want[] = [];
  #tokens: Token[];
  #index = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokensOf(text);
  }

  get tokens(): readonly Token[] {
    return this.#tokens;
  }

  get token(): Token {
    return this.#tokens[this.#index]!;
  }

  get isAtEnd(): boolean {
    return this.token.kind === 'end';
  }

  want(wanted: Wanted, field?: string): void {
    this.wants.push({ token: this.#index, wanted, ...(field === undefined ? {} : { field }) });
  }

  next(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  /** One or two keywords, in any case. */
  isAt(keywords: string): boolean {
    return keywords.split(' ').every((keyword, index) => {
      const token = this.#tokens[this.#index + index];
      return token?.kind === 'word' && token.text.toUpperCase() === keyword;
    });
  }

  take(keywords: string): boolean {
    if (!this.isAt(keywords)) return false;
    this.#index += keywords.split(' ').length;
    return true;
  }

  isAtSymbol(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === symbol;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isAtSymbol(symbol)) return false;
    this.#index++;
    return true;
  }

  needSymbol(symbol: string, why: string): void {
    if (!this.takeSymbol(symbol)) this.fail(`Expected "${symbol}" ${why}`);
  }

  /** Goes on after the token that ends at or behind this place; what lies between is taken as text. */
  skipTo(at: number): void {
    while (this.token.kind !== 'end' && this.token.at < at) this.#index++;
  }

  /** A field: a word that is no keyword, or anything in backticks. */
  field(what = 'a field'): string {
    this.want('field');
    const { kind, text } = this.token;
    if (kind === 'field' && text !== '') return this.next().text;
    if (kind === 'word' && !isKeyword(text)) return this.next().text;
    if (kind === 'word')
      this.fail(`Expected ${what}, "${text}" is a keyword; write it in backticks: \`${text}\``);
    return this.fail(`Expected ${what}`);
  }

  fail(message: string, token = this.token): never {
    const end = token.kind === 'end' ? ' before the end' : '';
    throw new QuestionTextError(`${message}${end}`, token);
  }
}
