/** Expressions, from what binds least to what binds most. */
import { isParametric, SQL_UNITS, sqlFunction, sqlType } from './sql-functions.ts';
import type { SqlReader } from './sql-reader.ts';
import type { SqlExpression, SqlOperator, SqlQuery } from './sql-tree.ts';

/** Reads what stands in the parentheses of a select inside another; given by the reader of selects, which calls this one. */
type ReadQuery = (reader: SqlReader) => SqlQuery;

export function readExpression(reader: SqlReader, readQuery: ReadQuery): SqlExpression {
  return new ExpressionReader(reader, readQuery).expression();
}

const COMPARISONS: Record<string, SqlOperator> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

class ExpressionReader {
  readonly #reader: SqlReader;
  readonly #readQuery: ReadQuery;

  constructor(reader: SqlReader, readQuery: ReadQuery) {
    this.#reader = reader;
    this.#readQuery = readQuery;
  }

  expression(): SqlExpression {
    return this.#reader.deeper(() => this.#lambda() ?? this.#or());
  }

  /** `x -> ...`, `(x, y) -> ...` */
  #lambda(): SqlExpression | undefined {
    const reader = this.#reader;
    const next = (ahead: number, symbol: string) => {
      const { kind, text } = reader.peek(ahead);
      return kind === 'symbol' && text === symbol;
    };
    if (reader.isName() && next(1, '->')) {
      const names = [reader.take().text];
      reader.take();
      return { kind: 'lambda', names, body: this.expression() };
    }
    if (!reader.isSymbol('(')) return undefined;
    let ahead = 1;
    while (reader.peek(ahead).kind === 'word' && next(ahead + 1, ',')) ahead += 2;
    if (!(reader.peek(ahead).kind === 'word' && next(ahead + 1, ')') && next(ahead + 2, '->')))
      return undefined;
    reader.take();
    const names = reader.list(() => reader.name('the name of a value'));
    reader.take();
    reader.take();
    return { kind: 'lambda', names, body: this.expression() };
  }

  #or(): SqlExpression {
    let left = this.#and();
    while (this.#reader.word('OR')) left = { kind: 'operator', operator: 'OR', left, right: this.#and() };
    return left;
  }

  #and(): SqlExpression {
    let left = this.#not();
    while (this.#reader.word('AND')) left = { kind: 'operator', operator: 'AND', left, right: this.#not() };
    return left;
  }

  #not(): SqlExpression {
    const reader = this.#reader;
    return reader.word('NOT') ? reader.deeper(() => ({ kind: 'not', of: this.#not() })) : this.#comparison();
  }

  #comparison(): SqlExpression {
    const reader = this.#reader;
    let left = this.#sum();
    for (;;) {
      const { kind, text } = reader.token;
      if (kind === 'symbol' && Object.hasOwn(COMPARISONS, text)) {
        reader.take();
        left = { kind: 'operator', operator: COMPARISONS[text]!, left, right: this.#sum() };
        continue;
      }
      if (reader.word('IS')) {
        const not = reader.word('NOT');
        reader.expectWord('NULL');
        left = { kind: 'is null', not, of: left };
        continue;
      }
      const not =
        reader.isWord('NOT', 'IN') ||
        reader.isWord('NOT', 'LIKE') ||
        reader.isWord('NOT', 'ILIKE') ||
        reader.isWord('NOT', 'BETWEEN');
      if (not) reader.take();
      if (reader.word('LIKE'))
        left = { kind: 'operator', operator: not ? 'NOT LIKE' : 'LIKE', left, right: this.#sum() };
      else if (reader.word('ILIKE'))
        left = { kind: 'operator', operator: not ? 'NOT ILIKE' : 'ILIKE', left, right: this.#sum() };
      else if (reader.word('BETWEEN')) {
        const low = this.#sum();
        reader.expectWord('AND');
        left = { kind: 'between', not, of: left, low, high: this.#sum() };
      } else if (reader.word('IN')) left = { kind: 'in', not, of: left, list: this.#inList() };
      else return left;
    }
  }

  #inList(): SqlExpression[] | SqlQuery {
    const reader = this.#reader;
    reader.expectSymbol('(');
    if (reader.isWord('SELECT') || reader.isWord('WITH')) {
      const query = reader.deeper(() => this.#readQuery(reader));
      reader.expectSymbol(')');
      return query;
    }
    const list = reader.list(() => {
      const place = reader.token;
      const value = this.expression();
      if (!isConstant(value))
        reader.fail('IN takes numbers, texts or a SELECT; write has([a, b], x) for anything else', place);
      return value;
    });
    reader.expectSymbol(')');
    return list;
  }

  #sum(): SqlExpression {
    const reader = this.#reader;
    let left = this.#product();
    for (;;) {
      const operator = (['+', '-', '||'] as const).find((symbol) => reader.symbol(symbol));
      if (operator === undefined) return left;
      left = { kind: 'operator', operator, left, right: this.#product() };
    }
  }

  #product(): SqlExpression {
    const reader = this.#reader;
    let left = this.#unary();
    for (;;) {
      const operator = (['*', '/', '%'] as const).find((symbol) => reader.symbol(symbol));
      if (operator === undefined) return left;
      left = { kind: 'operator', operator, left, right: this.#unary() };
    }
  }

  #unary(): SqlExpression {
    const reader = this.#reader;
    if (reader.symbol('-')) return reader.deeper(() => ({ kind: 'minus', of: this.#unary() }));
    return this.#postfix();
  }

  #postfix(): SqlExpression {
    const reader = this.#reader;
    let of = this.#primary();
    for (;;) {
      if (reader.symbol('[')) {
        const index = this.expression();
        reader.expectSymbol(']');
        of = { kind: 'element', of, index };
      } else if (reader.isSymbol('.') && reader.peek(1).kind === 'number') {
        reader.take();
        of = { kind: 'part', of, index: reader.wholeNumber('the number of a part') };
      } else return of;
    }
  }

  #primary(): SqlExpression {
    const reader = this.#reader;
    const { token } = reader;
    if (token.kind === 'number') return { kind: 'number', text: reader.take().text };
    if (token.kind === 'string') return { kind: 'string', text: reader.take().text };
    if (reader.word('NULL')) return { kind: 'word', word: 'NULL' };
    if (reader.word('TRUE')) return { kind: 'word', word: 'true' };
    if (reader.word('FALSE')) return { kind: 'word', word: 'false' };
    if (reader.word('CASE')) return this.#case();
    if (reader.isWord('CAST')) return this.#cast();
    if (reader.word('INTERVAL')) return this.#interval();
    if (reader.symbol('[')) {
      const of = reader.isSymbol(']') ? [] : reader.list(() => this.expression());
      reader.expectSymbol(']');
      return { kind: 'array', of };
    }
    if (reader.symbol('(')) return this.#parentheses();
    const next = reader.peek(1);
    if (token.kind === 'word' && next.kind === 'symbol' && next.text === '(') return this.#call();
    const name = reader.name('a value');
    if (!reader.isSymbol('.') || reader.peek(1).kind === 'number') {
      return { kind: 'name', table: undefined, name, place: token };
    }
    reader.take();
    const column = reader.name('the name of a column');
    if (reader.isSymbol('.') && reader.peek(1).kind !== 'number')
      reader.fail('There are no databases here: write table.column');
    return {
      kind: 'name',
      table: name,
      name: column,
      place: { at: token.at, length: reader.end - token.at },
    };
  }

  #parentheses(): SqlExpression {
    const reader = this.#reader;
    if (reader.isWord('SELECT') || reader.isWord('WITH')) {
      const query = reader.deeper(() => this.#readQuery(reader));
      reader.expectSymbol(')');
      return { kind: 'select', query };
    }
    const of = reader.list(() => this.expression());
    reader.expectSymbol(')');
    return of.length === 1 ? of[0]! : { kind: 'tuple', of };
  }

  #case(): SqlExpression {
    const reader = this.#reader;
    const of = reader.isWord('WHEN') ? undefined : this.expression();
    const when: [SqlExpression, SqlExpression][] = [];
    while (reader.word('WHEN')) {
      const condition = this.expression();
      reader.expectWord('THEN');
      when.push([condition, this.expression()]);
    }
    if (when.length === 0) reader.fail('Expected WHEN');
    const otherwise = reader.word('ELSE') ? this.expression() : undefined;
    reader.expectWord('END');
    return { kind: 'case', of, when, otherwise };
  }

  #cast(): SqlExpression {
    const reader = this.#reader;
    reader.take();
    reader.expectSymbol('(');
    const of = this.expression();
    reader.expectWord('AS');
    const place = reader.token;
    const type =
      sqlType(reader.name('a type')) ??
      reader.fail('There is no such type; try String, Int64, Float64, DateTime', place);
    reader.expectSymbol(')');
    return { kind: 'cast', of, type };
  }

  #interval(): SqlExpression {
    const reader = this.#reader;
    const count = reader.wholeNumber('a whole number');
    const place = reader.token;
    const unit = reader.name('a unit of time').toUpperCase().replace(/S$/, '');
    if (!SQL_UNITS.includes(unit)) reader.fail(`The units are ${SQL_UNITS.join(', ')}`, place);
    return { kind: 'interval', count, unit };
  }

  #call(): SqlExpression {
    const reader = this.#reader;
    const place = reader.take();
    const name = sqlFunction(place.text) ?? reader.fail(`There is no function ${place.text} here`, place);
    let { args, distinct } = this.#args();
    let parameters: SqlExpression[] = [];
    if (reader.isSymbol('(')) {
      if (!isParametric(name)) reader.fail(`${name} takes its arguments at once`);
      if (!args.every(isConstant)) reader.fail(`${name} takes constants in its first parentheses`, place);
      parameters = args;
      ({ args, distinct } = this.#args());
    }
    return { kind: 'call', name, parameters, args, distinct };
  }

  #args(): { args: SqlExpression[]; distinct: boolean } {
    const reader = this.#reader;
    reader.expectSymbol('(');
    // count(*)
    if (reader.isSymbol('*') && reader.peek(1).text === ')') reader.take();
    const distinct = reader.word('DISTINCT');
    const args = reader.isSymbol(')') ? [] : reader.list(() => this.expression());
    reader.expectSymbol(')');
    return { args, distinct };
  }
}

function isConstant(value: SqlExpression): boolean {
  switch (value.kind) {
    case 'number':
    case 'string':
    case 'word':
      return true;
    case 'minus':
      return value.of.kind === 'number';
    case 'tuple':
      return value.of.every(isConstant);
    default:
      return false;
  }
}
