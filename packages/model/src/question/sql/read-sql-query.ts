import { readExpression } from './read-sql-expression.ts';
import { readFrom } from './read-sql-from.ts';
import { SqlReader } from './sql-reader.ts';
import { refuseHuge } from './sql-size.ts';
import type { SqlItem, SqlOrder, SqlQuery, SqlSelect } from './sql-tree.ts';

/**
 * Reads a SELECT.
 *
 * @throws QuestionTextError with the place of what cannot be read
 */
export function readSql(text: string): SqlQuery {
  const reader = new SqlReader(text);
  const query = readQuery(reader);
  reader.symbol(';');
  if (reader.token.kind !== 'end') reader.fail('Expected the end of the SELECT');
  refuseHuge(query);
  return query;
}

function readQuery(reader: SqlReader): SqlQuery {
  const named: SqlQuery['with'] = [];
  if (reader.word('WITH')) {
    named.push(
      ...reader.list(() => {
        const name = reader.name('the name of a select');
        reader.expectWord('AS');
        reader.expectSymbol('(');
        const query = reader.deeper(() => readQuery(reader));
        reader.expectSymbol(')');
        return { name, query };
      }),
    );
  }
  const selects = [readSelect(reader)];
  while (reader.word('UNION')) {
    if (!reader.word('ALL')) reader.fail('Expected ALL');
    selects.push(readSelect(reader));
  }
  return { with: named, selects };
}

function readSelect(reader: SqlReader): SqlSelect {
  reader.expectWord('SELECT');
  const expression = () => readExpression(reader, readQuery);
  const distinct = reader.word('DISTINCT');
  const items = reader.list(() => readItem(reader));
  const from = reader.word('FROM') ? readFrom(reader, readQuery) : [];
  const where = reader.word('WHERE') ? expression() : undefined;
  const groupBy = reader.word('GROUP', 'BY') ? reader.list(expression) : [];
  const having = reader.word('HAVING') ? expression() : undefined;
  const orderBy = reader.word('ORDER', 'BY') ? reader.list(() => readOrder(reader)) : [];
  const select: SqlSelect = {
    distinct,
    items,
    from,
    where,
    groupBy,
    having,
    orderBy,
    limitBy: undefined,
    limit: undefined,
    offset: undefined,
  };
  while (reader.word('LIMIT')) {
    const count = reader.wholeNumber('a number of rows');
    if (reader.word('BY')) select.limitBy = { count, by: reader.list(expression) };
    else {
      select.limit = count;
      break;
    }
  }
  if (reader.word('OFFSET')) select.offset = reader.wholeNumber('a number of rows');
  return select;
}

function readItem(reader: SqlReader): SqlItem {
  if (reader.symbol('*')) return { kind: 'all', table: undefined };
  const star = reader.peek(2);
  if (reader.isName() && reader.peek(1).text === '.' && star.kind === 'symbol' && star.text === '*') {
    const table = reader.take().text;
    reader.take();
    reader.take();
    return { kind: 'all', table };
  }
  const begin = reader.token.at;
  const expression = readExpression(reader, readQuery);
  const heading = reader.text.slice(begin, reader.end);
  return { kind: 'expression', expression, alias: reader.alias(), heading };
}

function readOrder(reader: SqlReader): SqlOrder {
  const expression = readExpression(reader, readQuery);
  const descending = reader.word('DESC');
  if (!descending) reader.word('ASC');
  const nulls = reader.word('NULLS', 'FIRST') ? 'first' : reader.word('NULLS', 'LAST') ? 'last' : undefined;
  return { expression, descending, nulls };
}
