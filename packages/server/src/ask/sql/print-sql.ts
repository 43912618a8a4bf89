/** The tree of a SELECT as the engine's SQL. Whatever a person wrote is a quoted name, a bound text or a number here. */
import {
  QuestionTextError,
  SQL_TABLES,
  type SqlExpression,
  type SqlFrom,
  type SqlItem,
  type SqlQuery,
  type SqlSelect,
} from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';

export interface PrintScope {
  bound: BoundValues;
  /** The rows of a table, in parentheses; undefined where there is none. */
  view(table: string): string | undefined;
}

/** @param most rows of the whole */
export function printSql(query: SqlQuery, scope: PrintScope, most: number): string {
  const [only] = query.selects;
  const isOne = query.selects.length === 1;
  if (!isOne) return `SELECT * FROM (${new Printer(scope).query(query)}) LIMIT ${most}`;
  const limit = Math.min(only!.limit ?? most, most);
  return new Printer(scope).query({ ...query, selects: [{ ...only!, limit }] });
}

/** Names of selects get a beginning of their own: none can be taken for a table of the engine. */
const OWN = 'own ';
const NAME = /^[\p{L}\p{N}\p{P}\p{S} ]{1,140}$/u;
const HEADING = /[^\p{L}\p{N}\p{P}\p{S} ]+/gu;

class Printer {
  readonly #scope: PrintScope;
  readonly #named: ReadonlySet<string>;

  constructor(scope: PrintScope, named: ReadonlySet<string> = new Set()) {
    this.#scope = scope;
    this.#named = named;
  }

  query({ with: named, selects }: SqlQuery): string {
    const known = new Set(this.#named);
    const withs = named.map(({ name, query }) => {
      const text = `${quoted(OWN + name)} AS (${new Printer(this.#scope, new Set(known)).query(query)})`;
      known.add(name);
      return text;
    });
    const inner = new Printer(this.#scope, known);
    const body = selects.map((select) => inner.#select(select)).join(' UNION ALL ');
    return withs.length === 0 ? body : `WITH ${withs.join(', ')} ${body}`;
  }

  #select(select: SqlSelect): string {
    const list = (all: readonly SqlExpression[]) => all.map((each) => this.#print(each)).join(', ');
    const { where, groupBy, having, orderBy, limitBy, limit, offset } = select;
    const orders = orderBy.map(
      ({ expression, descending, nulls }) =>
        `${this.#print(expression)} ${descending ? 'DESC' : 'ASC'}${nulls === undefined ? '' : ` NULLS ${nulls.toUpperCase()}`}`,
    );
    return [
      `SELECT ${select.distinct ? 'DISTINCT ' : ''}${select.items.map((item) => this.#item(item)).join(', ')}`,
      ...(select.from.length === 0 ? [] : [`FROM ${select.from.map((each) => this.#from(each)).join(' ')}`]),
      ...(where === undefined ? [] : [`WHERE ${this.#print(where)}`]),
      ...(groupBy.length === 0 ? [] : [`GROUP BY ${list(groupBy)}`]),
      ...(having === undefined ? [] : [`HAVING ${this.#print(having)}`]),
      ...(orders.length === 0 ? [] : [`ORDER BY ${orders.join(', ')}`]),
      ...(limitBy === undefined ? [] : [`LIMIT ${whole(limitBy.count)} BY ${list(limitBy.by)}`]),
      ...(limit === undefined ? [] : [`LIMIT ${whole(limit)}`]),
      ...(offset === undefined ? [] : [`OFFSET ${whole(offset)}`]),
    ].join(' ');
  }

  #item(item: SqlItem): string {
    if (item.kind === 'all') return item.table === undefined ? '*' : `${quoted(item.table)}.*`;
    const { expression, alias, heading } = item;
    // The engine counts a constant once, however many rows it makes a large answer of.
    const text =
      expression.kind === 'name' ? this.#print(expression) : `materialize(${this.#print(expression)})`;
    if (alias !== undefined) return `${text} AS ${quoted(alias)}`;
    if (expression.kind === 'name') return text;
    const name = heading.replace(HEADING, ' ').replace(/[`\\]/g, '').slice(0, 120).trim();
    return name === '' ? text : `${text} AS ${quoted(name)}`;
  }

  #from(from: SqlFrom): string {
    if (from.kind === 'array join') {
      const items = from.items.map(
        ({ expression, alias }) =>
          this.#print(expression) + (alias === undefined ? '' : ` AS ${quoted(alias)}`),
      );
      return `${from.left ? 'LEFT ' : ''}ARRAY JOIN ${items.join(', ')}`;
    }
    const join = from.join === undefined ? '' : `${from.join} JOIN `;
    const on = from.on === undefined ? '' : ` ON ${this.#print(from.on)}`;
    const using = from.using.length === 0 ? '' : ` USING (${from.using.map(quoted).join(', ')})`;
    if ('query' in from) {
      const alias = from.alias === undefined ? '' : ` AS ${quoted(from.alias)}`;
      return `${join}(${this.query(from.query)})${alias}${on}${using}`;
    }
    return `${join}${this.#rows(from)} AS ${quoted(from.alias ?? from.table)}${on}${using}`;
  }

  #rows({ table, place }: { table: string; place: { at: number; length: number } }): string {
    if (this.#named.has(table)) return quoted(OWN + table);
    const view = this.#scope.view(table.toLowerCase());
    if (view !== undefined) return view;
    throw new QuestionTextError(
      `There is no table ${table}; there are ${SQL_TABLES.map(({ name }) => name).join(', ')}`,
      place,
    );
  }

  #print(expression: SqlExpression): string {
    const print = (each: SqlExpression) => this.#print(each);
    const list = (all: readonly SqlExpression[]) => all.map(print).join(', ');
    switch (expression.kind) {
      case 'number':
        return number(expression.text);
      case 'string':
        return this.#scope.bound.add('String', expression.text);
      case 'word':
        return expression.word;
      case 'name':
        return (
          (expression.table === undefined ? '' : `${quoted(expression.table)}.`) + quoted(expression.name)
        );
      case 'operator':
        return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
      case 'not':
        return `(NOT ${print(expression.of)})`;
      case 'minus':
        return `(- ${print(expression.of)})`;
      case 'is null':
        return `(${print(expression.of)} IS ${expression.not ? 'NOT ' : ''}NULL)`;
      case 'between':
        return `(${print(expression.of)} ${expression.not ? 'NOT ' : ''}BETWEEN ${print(expression.low)} AND ${print(expression.high)})`;
      case 'in': {
        const values = Array.isArray(expression.list) ? list(expression.list) : this.query(expression.list);
        return `(${print(expression.of)} ${expression.not ? 'NOT ' : ''}IN (${values}))`;
      }
      case 'call': {
        const parameters = expression.parameters.length === 0 ? '' : `(${list(expression.parameters)})`;
        return `${expression.name}${parameters}(${expression.distinct ? 'DISTINCT ' : ''}${list(expression.args)})`;
      }
      case 'cast':
        return `CAST(${print(expression.of)}, '${expression.type}')`;
      case 'case': {
        const when = expression.when.map(
          ([condition, value]) => ` WHEN ${print(condition)} THEN ${print(value)}`,
        );
        const of = expression.of === undefined ? '' : ` ${print(expression.of)}`;
        return `CASE${of}${when.join('')}${expression.otherwise === undefined ? '' : ` ELSE ${print(expression.otherwise)}`} END`;
      }
      case 'interval':
        return `INTERVAL ${whole(expression.count)} ${expression.unit}`;
      case 'lambda':
        return `(${expression.names.map(quoted).join(', ')}) -> ${print(expression.body)}`;
      case 'tuple':
        return `tuple(${list(expression.of)})`;
      case 'array':
        return `[${list(expression.of)}]`;
      case 'element':
        return `arrayElement(${print(expression.of)}, ${print(expression.index)})`;
      case 'part':
        return `tupleElement(${print(expression.of)}, ${whole(expression.index)})`;
      case 'select':
        return `(${this.query(expression.query)})`;
    }
  }
}

/** Checked again here, whoever made the tree. */
function quoted(name: string): string {
  if (!NAME.test(name) || /[`\\]/.test(name)) throw new Error('a name that cannot be quoted');
  return `\`${name}\``;
}

function number(text: string): string {
  if (!/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text)) throw new Error('no number');
  return text;
}

function whole(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error('no whole number');
  return String(value);
}
