import { readExpression } from './read-sql-expression.ts';
import type { SqlReader } from './sql-reader.ts';
import type { SqlFrom, SqlJoin, SqlQuery } from './sql-tree.ts';

type ReadQuery = (reader: SqlReader) => SqlQuery;

/** What stands after FROM, up to WHERE. */
export function readFrom(reader: SqlReader, readQuery: ReadQuery): SqlFrom[] {
  const all: SqlFrom[] = [readTable(reader, undefined, readQuery)];
  for (;;) {
    const left = reader.isWord('LEFT', 'ARRAY', 'JOIN');
    if (left || reader.isWord('ARRAY', 'JOIN')) {
      reader.word('LEFT');
      reader.word('ARRAY', 'JOIN');
      const items = reader.list(() => ({
        expression: readExpression(reader, readQuery),
        alias: reader.alias(),
      }));
      all.push({ kind: 'array join', left, items });
      continue;
    }
    const join = reader.symbol(',') ? 'CROSS' : readJoin(reader);
    if (join === undefined) return all;
    all.push(readTable(reader, join, readQuery));
  }
}

function readJoin(reader: SqlReader): SqlJoin | undefined {
  const isAny = reader.word('ANY');
  const side = (['INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS'] as const).find((word) => reader.word(word));
  if (side !== undefined) reader.word('OUTER');
  const any = reader.word('ANY') || isAny;
  if (!reader.word('JOIN')) {
    if (side !== undefined || any) reader.fail('Expected JOIN');
    return undefined;
  }
  if (!any) return side ?? 'INNER';
  if (side === 'LEFT') return 'LEFT ANY';
  if (side === undefined || side === 'INNER') return 'INNER ANY';
  return reader.fail('ANY goes with INNER and LEFT');
}

function readTable(reader: SqlReader, join: SqlJoin | undefined, readQuery: ReadQuery): SqlFrom {
  const place = reader.token;
  let of: { table: string; place: typeof place } | { query: SqlQuery };
  if (reader.symbol('(')) {
    const query = reader.deeper(() => readQuery(reader));
    reader.expectSymbol(')');
    of = { query };
  } else {
    const table = reader.name('a table');
    if (reader.isSymbol('(')) reader.fail(`There is no table function ${table} here`, place);
    if (reader.isSymbol('.')) reader.fail('There are no databases here: write the name of a table', place);
    of = { table, place };
  }
  const alias = reader.alias();
  const [on, using] = [reader.word('ON'), reader.word('USING')];
  if (join === undefined || join === 'CROSS') {
    if (on || using) reader.fail('There is nothing to join here');
    return { kind: 'table', join, alias, on: undefined, using: [], ...of };
  }
  if (on) return { kind: 'table', join, alias, on: readExpression(reader, readQuery), using: [], ...of };
  if (!using) reader.fail('Expected ON or USING');
  const isOpen = reader.symbol('(');
  const columns = reader.list(() => reader.name('the name of a column'));
  if (isOpen) reader.expectSymbol(')');
  return { kind: 'table', join, alias, on: undefined, using: columns, ...of };
}
