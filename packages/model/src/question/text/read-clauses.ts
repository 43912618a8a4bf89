import { parseDuration } from '../../format/index.ts';
import { HAVING_OPS, type HavingOp } from '../operators.ts';
import { DATASETS, type Dataset, type Having, type Order, type Question } from '../question.ts';
import type { Cursor } from './cursor.ts';
import { printOperation } from './print-question.ts';
import { asFilters, readOperation } from './read-calculation.ts';
import { readCondition } from './read-condition.ts';
import { type CLAUSES, calculationOp, isKeyword, valueOfWord } from './words.ts';

type Clause = (typeof CLAUSES)[number];

export const READ_CLAUSE: Record<Clause, (cursor: Cursor, question: Question) => void> = {
  FROM: (cursor, question) => {
    question.dataset = readDataset(cursor);
  },
  WHERE: (cursor, question) => {
    Object.assign(question, asFilters(readCondition(cursor)));
  },
  'GROUP BY': (cursor, question) => {
    question.breakdowns = list(cursor, () => cursor.field());
  },
  HAVING: (cursor, question) => {
    question.havings = [readHaving(cursor, question)];
    while (cursor.take('AND')) question.havings.push(readHaving(cursor, question));
  },
  'ORDER BY': (cursor, question) => {
    question.orders = list(cursor, () => readOrder(cursor, question));
  },
  LIMIT: (cursor, question) => {
    question.limit = readNumber(cursor, 'a number of groups');
  },
  OVER: (cursor, question) => {
    question.timeRange = readTime(cursor, 'a length of time like 24h');
  },
  SINCE: (cursor, question) => {
    question.startTime = readTime(cursor, 'a time like -1h or 2026-11-20T13:30:00Z');
  },
  UNTIL: (cursor, question) => {
    question.endTime = readTime(cursor, 'a time like -1h or 2026-11-20T13:30:00Z');
  },
  EVERY: (cursor, question) => {
    question.granularity = readSeconds(cursor);
  },
  'COMPARE TO': (cursor, question) => {
    question.compareTo = String(readTime(cursor, 'how much earlier: 1h, 24h, 7d'));
  },
  'TABLE ONLY': (_cursor, question) => {
    question.disableSeries = true;
  },
  UNWEIGHTED: (_cursor, question) => {
    question.unweighted = true;
  },
};

function list<T>(cursor: Cursor, read: () => T): T[] {
  const items = [read()];
  while (cursor.takeSymbol(',')) items.push(read());
  return items;
}

function readDataset(cursor: Cursor): Dataset {
  cursor.want('dataset');
  const name = cursor.token.text.toLowerCase() as Dataset;
  if (cursor.token.kind !== 'word' || !DATASETS.includes(name)) {
    cursor.fail(`Expected one of ${DATASETS.join(', ')} after FROM`);
  }
  cursor.next();
  return name;
}

/** A calculation, or the name of one or of a formula; a field where fields can be meant. */
function readSubject(cursor: Cursor, question: Question): Pick<Order, 'op' | 'column' | 'name'> {
  cursor.want('calculation');
  const { kind, text } = cursor.token;
  if (kind === 'word' && calculationOp(text) !== undefined) {
    const begin = cursor.token;
    const meant = readOperation(cursor);
    cursor.check(begin, ({ calculations = [{ op: 'COUNT' }] }) =>
      meant.op !== 'HEATMAP' &&
      calculations.some(({ op, column }) => op === meant.op && column === meant.column)
        ? undefined
        : `${printOperation(meant)} is none of the numbers of this question`,
    );
    return meant;
  }
  const { token } = cursor;
  const name = cursor.field('a calculation, a name or a field');
  cursor.check(token, ({ calculations = [], formulas = [], breakdowns = [] }) =>
    breakdowns.includes(name) || [...calculations, ...formulas].some((each) => each.name === name)
      ? undefined
      : `${name} is no calculation, formula or group of this question`,
  );
  const named = [...(question.calculations ?? []), ...(question.formulas ?? [])];
  return named.some((each) => each.name === name) ? { name } : { column: name };
}

function readOrder(cursor: Cursor, question: Question): Order {
  const order: Order = readSubject(cursor, question);
  if (cursor.take('ASC')) order.order = 'ascending';
  else if (cursor.take('DESC')) order.order = 'descending';
  return order;
}

function readHaving(cursor: Cursor, question: Question): Having {
  const begin = cursor.token;
  const { op: calculateOp, column, name } = readSubject(cursor, question);
  if (calculateOp === undefined && name === undefined) {
    cursor.fail(`HAVING needs a calculation or its name, "${column}" is none of this question`, begin);
  }
  cursor.want('operator');
  const op = cursor.token.text as HavingOp;
  if (cursor.token.kind !== 'symbol' || !HAVING_OPS.includes(op)) {
    cursor.fail(`Expected one of ${HAVING_OPS.join(' ')} after the calculation`);
  }
  cursor.next();
  const value = readNumber(cursor, 'a number, or a duration like 250ms', true);
  if (name !== undefined) return { name, op, value };
  return { calculateOp: calculateOp!, ...(column === undefined ? {} : { column }), op, value };
}

function readNumber(cursor: Cursor, what: string, isDurationFine = false): number {
  cursor.want('number');
  const { kind, text } = cursor.token;
  const value = kind === 'word' ? valueOfWord(text) : undefined;
  const number = typeof value === 'number' ? value : isDurationFine ? parseDuration(text) : undefined;
  if (kind !== 'word' || number === undefined) return cursor.fail(`Expected ${what}`);
  cursor.next();
  return number;
}

function readSeconds(cursor: Cursor): number {
  cursor.want('time');
  const { kind, text } = cursor.token;
  const value = kind === 'word' ? valueOfWord(text) : undefined;
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  const seconds = typeof value === 'number' ? value : duration === undefined ? undefined : duration / 1e9;
  if (seconds === undefined) return cursor.fail('Expected the length of a bucket like 30s or 5m');
  cursor.next();
  return seconds;
}

/** Whether it is a time is decided where questions are answered, which knows "now". */
function readTime(cursor: Cursor, what: string): number | string {
  cursor.want('time');
  const { kind, text } = cursor.token;
  if (kind === 'string') return cursor.next().text;
  if (kind !== 'word' || isKeyword(text)) return cursor.fail(`Expected ${what}`);
  const value = valueOfWord(cursor.next().text);
  return typeof value === 'boolean' ? text : value;
}
