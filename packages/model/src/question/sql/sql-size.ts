/**
 * The engine puts what a name stands for in its place, each time: ten named selects that each use the one before twice are a
 * thousand selects. No limit of time or memory ends that early, so it is counted before.
 */
import { QuestionTextError } from '../text/question-text-error.ts';
import type { SqlExpression, SqlQuery, SqlSelect } from './sql-tree.ts';

const MAX_SELECTS = 60;
const MAX_EXPRESSIONS = 5_000;

/** @throws QuestionTextError */
export function refuseHuge(query: SqlQuery): void {
  const { selects, expressions } = sizeOf(query, new Map());
  const start = { at: 0, length: 0 };
  if (selects > MAX_SELECTS)
    throw new QuestionTextError(`This becomes more than ${MAX_SELECTS} selects`, start);
  if (expressions > MAX_EXPRESSIONS)
    throw new QuestionTextError(`This becomes more than ${MAX_EXPRESSIONS} expressions`, start);
}

interface Size {
  selects: number;
  expressions: number;
}

const NOTHING: Size = { selects: 0, expressions: 0 };
const plus = (a: Size, b: Size): Size => ({
  selects: a.selects + b.selects,
  expressions: a.expressions + b.expressions,
});

function sizeOf(query: SqlQuery, outer: ReadonlyMap<string, Size>): Size {
  const named = new Map(outer);
  for (const { name, query: own } of query.with) named.set(name, sizeOf(own, named));
  return query.selects.map((select) => sizeOfSelect(select, named)).reduce(plus, NOTHING);
}

function sizeOfSelect(select: SqlSelect, named: ReadonlyMap<string, Size>): Size {
  let sum: Size = { selects: 1, expressions: 0 };
  const aliases = new Map<string, SqlExpression>();
  for (const item of select.items)
    if (item.kind === 'expression' && item.alias !== undefined) aliases.set(item.alias, item.expression);
  const known = new Map<string, Size>();
  const add = (expression: SqlExpression | undefined) => {
    if (expression !== undefined) sum = plus(sum, sizeOfExpression(expression, { named, aliases, known }));
  };
  for (const from of select.from) {
    if (from.kind === 'array join') for (const { expression } of from.items) add(expression);
    else {
      sum = plus(sum, 'query' in from ? sizeOf(from.query, named) : (named.get(from.table) ?? NOTHING));
      add(from.on);
    }
  }
  for (const item of select.items) if (item.kind === 'expression') add(item.expression);
  for (const each of [select.where, select.having, ...select.groupBy, ...(select.limitBy?.by ?? [])])
    add(each);
  for (const { expression } of select.orderBy) add(expression);
  return sum;
}

interface Names {
  named: ReadonlyMap<string, Size>;
  aliases: ReadonlyMap<string, SqlExpression>;
  /** Sizes of aliases by now; zero for one that is being measured, as the engine refuses circles. */
  known: Map<string, Size>;
}

function sizeOfExpression(expression: SqlExpression, names: Names): Size {
  const one: Size = { selects: 0, expressions: 1 };
  if (expression.kind === 'name') {
    const stands = expression.table === undefined ? names.aliases.get(expression.name) : undefined;
    if (stands === undefined) return one;
    const known = names.known.get(expression.name);
    if (known !== undefined) return plus(one, known);
    names.known.set(expression.name, NOTHING);
    const size = sizeOfExpression(stands, names);
    names.known.set(expression.name, size);
    return plus(one, size);
  }
  if (expression.kind === 'select') return plus(one, sizeOf(expression.query, names.named));
  return partsOf(expression)
    .map((part) => ('selects' in part ? sizeOf(part, names.named) : sizeOfExpression(part, names)))
    .reduce(plus, one);
}

function partsOf(expression: SqlExpression): (SqlExpression | SqlQuery)[] {
  switch (expression.kind) {
    case 'operator':
      return [expression.left, expression.right];
    case 'not':
    case 'minus':
    case 'is null':
    case 'cast':
    case 'part':
      return [expression.of];
    case 'between':
      return [expression.of, expression.low, expression.high];
    case 'in':
      return [expression.of, ...(Array.isArray(expression.list) ? expression.list : [expression.list])];
    case 'call':
      return [...expression.parameters, ...expression.args];
    case 'case':
      return [expression.of, ...expression.when.flat(), expression.otherwise].filter(
        (part) => part !== undefined,
      );
    case 'lambda':
      return [expression.body];
    case 'tuple':
    case 'array':
      return expression.of;
    case 'element':
      return [expression.of, expression.index];
    default:
      return [];
  }
}
