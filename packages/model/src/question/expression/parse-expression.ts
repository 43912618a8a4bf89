import { QuestionTextError } from '../text/question-text-error.ts';
import type { Expression, Place } from './expression.ts';
import { type ExpressionToken, expressionTokens } from './expression-tokens.ts';
import { arityOf, type FunctionName, functionName } from './functions.ts';

/** The reader goes down by calling itself. */
const MAX_DEPTH = 32;
const MAX_LENGTH = 10_000;
const COMPARISONS: Record<string, FunctionName> = {
  '=': 'EQUALS',
  '==': 'EQUALS',
  '<': 'LT',
  '<=': 'LTE',
  '>': 'GT',
  '>=': 'GTE',
};
const SUMS: Record<string, FunctionName> = { '+': 'SUM', '-': 'SUB' };
const PRODUCTS: Record<string, FunctionName> = { '*': 'MUL', '/': 'DIV', '%': 'MOD' };

/** @throws QuestionTextError with the place */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new QuestionTextError(`An expression has at most ${MAX_LENGTH} characters`, { at: 0, length: 0 });
  }
  const reader = new Reader(expressionTokens(text));
  const expression = reader.either(0);
  reader.needEnd();
  return expression;
}

class Reader {
  readonly #tokens: ExpressionToken[];
  #index = 0;

  constructor(tokens: ExpressionToken[]) {
    this.#tokens = tokens;
  }

  get #token(): ExpressionToken {
    return this.#tokens[this.#index]!;
  }

  /** OR binds least, then AND, NOT, comparisons, sums, products, minus. */
  either(depth: number): Expression {
    if (depth > MAX_DEPTH) this.#fail(`More than ${MAX_DEPTH} expressions inside each other`);
    let left = this.#all(depth);
    while (this.#takeWord('OR')) left = call('OR', [left, this.#all(depth)]);
    return left;
  }

  #all(depth: number): Expression {
    let left = this.#not(depth);
    while (this.#takeWord('AND')) left = call('AND', [left, this.#not(depth)]);
    return left;
  }

  #not(depth: number): Expression {
    const begin = this.#token;
    // `NOT (a)` and `NOT(a)` are the same.
    if (!this.#takeWord('NOT')) return this.#comparison(depth);
    if (depth > MAX_DEPTH) this.#fail(`More than ${MAX_DEPTH} expressions inside each other`);
    return call('NOT', [this.#not(depth + 1)], begin);
  }

  #comparison(depth: number): Expression {
    const left = this.#sum(depth);
    const token = this.#token;
    if (token.kind !== 'symbol') return left;
    if (token.symbol === '!=' || token.symbol === '<>') {
      this.#index++;
      return call('NOT', [call('EQUALS', [left, this.#sum(depth)])]);
    }
    const name = COMPARISONS[token.symbol];
    if (name === undefined) return left;
    this.#index++;
    return call(name, [left, this.#sum(depth)]);
  }

  #sum(depth: number): Expression {
    return this.#chain(SUMS, () => this.#product(depth));
  }

  #product(depth: number): Expression {
    return this.#chain(PRODUCTS, () => this.#minus(depth));
  }

  #chain(operators: Record<string, FunctionName>, next: () => Expression): Expression {
    let left = next();
    for (let token = this.#token; token.kind === 'symbol'; token = this.#token) {
      const name = operators[token.symbol];
      if (name === undefined) break;
      this.#index++;
      left = call(name, [left, next()]);
    }
    return left;
  }

  #minus(depth: number): Expression {
    const { at } = this.#token;
    if (depth > MAX_DEPTH) this.#fail(`More than ${MAX_DEPTH} expressions inside each other`);
    if (!this.#takeSymbol('-')) return this.#value(depth);
    const value = this.#minus(depth + 1);
    const place = { at, length: value.at + value.length - at };
    if (value.kind === 'number') return { kind: 'number', value: -value.value, ...place };
    return call('SUB', [{ kind: 'number', value: 0, ...place }, value], place);
  }

  #value(depth: number): Expression {
    const token = this.#token;
    const place = { at: token.at, length: token.length };
    switch (token.kind) {
      case 'number':
      case 'text':
      case 'field':
        this.#index++;
        return token;
      case 'word':
        return this.#word(token.word, place, depth);
      case 'symbol':
        if (this.#takeSymbol('(')) {
          const inside = this.either(depth + 1);
          this.#needSymbol(')', 'to close the parenthesis');
          return inside;
        }
    }
    return this.#fail('Expected a field, a value or a function');
  }

  #word(word: string, place: Place, depth: number): Expression {
    this.#index++;
    const next = this.#token;
    const isCall = next.kind === 'symbol' && next.symbol === '(';
    if (isCall) {
      const name = functionName(word);
      if (name === undefined) this.#fail(`There is no function ${word}`, place);
      return this.#call(name, place, depth);
    }
    const lower = word.toLowerCase();
    if (lower === 'true' || lower === 'false') return { kind: 'bool', value: lower === 'true', ...place };
    if (lower === 'null') return { kind: 'null', ...place };
    if (['and', 'or', 'not'].includes(lower)) this.#fail(`Expected a value before "${word}"`, place);
    return { kind: 'field', name: word, ...place };
  }

  #call(name: FunctionName, place: Place, depth: number): Expression {
    this.#needSymbol('(', `after ${name}`);
    const args: Expression[] = [];
    if (!this.#takeSymbol(')')) {
      do args.push(this.either(depth + 1));
      while (this.#takeSymbol(','));
      this.#needSymbol(')', `or "," after an argument of ${name}`);
    }
    const [least, most] = arityOf(name);
    if (args.length < least || args.length > most) {
      const count = least === most ? `${least}` : most >= 100 ? `${least} or more` : `${least} to ${most}`;
      this.#fail(`${name} takes ${count} argument${count === '1' ? '' : 's'}, not ${args.length}`, place);
    }
    return call(name, args, place);
  }

  needEnd(): void {
    if (this.#token.kind !== 'end') this.#fail('Expected an operator, or the end');
  }

  #takeWord(word: string): boolean {
    const token = this.#token;
    if (token.kind !== 'word' || token.word.toUpperCase() !== word) return false;
    // AND(a, b) is a function.
    const next = this.#tokens[this.#index + 1];
    const isCall = word !== 'NOT' && next?.kind === 'symbol' && next.symbol === '(' && this.#isAtValue();
    if (isCall) return false;
    this.#index++;
    return true;
  }

  /** Nothing that could be the left side of an operator stands before. */
  #isAtValue(): boolean {
    const before = this.#tokens[this.#index - 1];
    return before === undefined || (before.kind === 'symbol' && before.symbol !== ')');
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#token;
    if (token.kind !== 'symbol' || token.symbol !== symbol) return false;
    this.#index++;
    return true;
  }

  #needSymbol(symbol: string, why: string): void {
    if (!this.#takeSymbol(symbol)) this.#fail(`Expected "${symbol}" ${why}`);
  }

  #fail(message: string, place: Place = this.#token): never {
    const isEnd = place === this.#token && this.#token.kind === 'end';
    throw new QuestionTextError(isEnd ? `${message} before the end` : message, place);
  }
}

function call(name: FunctionName, args: Expression[], place?: Place): Expression {
  const first = args[0];
  const last = args.at(-1);
  const at = place?.at ?? first!.at;
  const length = place?.length ?? last!.at + last!.length - at;
  return { kind: 'call', name, args, at, length };
}
