import { RELATIONS } from '../known-fields.ts';
import type { Question } from '../question.ts';
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

/** What can be read and still cannot be answered; told of the whole question, as parts stand in any order. */
export interface Check {
  at: number;
  length: number;
  faultIn(question: Question): string | undefined;
}

const RELATED = new RegExp(`^(?:${RELATIONS.join('|')})(?:(?<=any)[23])?\\.(.+)$`, 's');

function faultOfRelated(field: string, { calculatedFields = [] }: Question): string | undefined {
  const name = RELATED.exec(field)?.[1];
  if (!calculatedFields.some((each) => each.name === name)) return undefined;
  return `${name} is calculated of the event itself: other spans do not have it`;
}

/** Reads tokens one after another and remembers what could have stood at each, for completion. */
export class Cursor {
  readonly text: string;
  readonly wants: Want[] = [];
  readonly checks: Check[] = [];
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

  /** @param faultIn what is wrong at this place, once all is read; undefined where nothing is */
  check({ at, length }: { at: number; length: number }, faultIn: Check['faultIn']): void {
    this.checks.push({ at, length, faultIn });
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
    this.check(this.token, (question) => faultOfRelated(text, question));
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
