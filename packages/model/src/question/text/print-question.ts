import { isFilter, joined } from '../condition.ts';
import { valueShapeOf } from '../operators.ts';
import type { Calculation, Condition, Filter, FilterValue, Having, Order, Question } from '../question.ts';
import { closingOf, inQuotes } from './tokens.ts';
import { isBareField, isBareValue } from './words.ts';

/** The text form of a question; `parseQuestion` reads it back. */
export function printQuestion(question: Question): string {
  const fields = question.calculatedFields ?? [];
  const shown = [
    ...(question.calculations ?? []).map(printCalculation),
    ...(question.formulas ?? []).map(
      ({ name, expression }) => `FORMULA${printExpression(expression)} AS ${printField(name)}`,
    ),
  ];
  const where = joined(question.filters, question.filterCombination);
  const clauses: [string, string | undefined][] = [
    [
      'WITH',
      fields.map((field) => `${printField(field.name)} AS ${printExpression(field.expression)}`).join(', '),
    ],
    ['', shown.join(', ')],
    ['FROM', question.dataset],
    ['WHERE', where === undefined ? undefined : printCondition(where, false)],
    ['GROUP BY', (question.breakdowns ?? []).map(printField).join(', ')],
    ['HAVING', (question.havings ?? []).map(printHaving).join(' AND ')],
    ['ORDER BY', (question.orders ?? []).map(printOrder).join(', ')],
    ['LIMIT', question.limit?.toString()],
    ['OVER', printTime(question.timeRange)],
    ['SINCE', printTime(question.startTime)],
    ['UNTIL', printTime(question.endTime)],
    ['EVERY', printSeconds(question.granularity)],
    ['COMPARE TO', printTime(question.compareTo)],
    ['', question.disableSeries === true ? 'TABLE ONLY' : ''],
    ['', question.unweighted === true ? 'UNWEIGHTED' : ''],
  ];
  return clauses
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([keyword, text]) => (keyword === '' ? text : `${keyword} ${text}`))
    .join(' ');
}

/** `P95(duration)`: also the heading of a calculation without a name. */
export function printOperation({ op, column }: Pick<Calculation, 'op' | 'column'>): string {
  return column === undefined ? op : `${op}(${printField(column)})`;
}

/** A condition alone, as in WHERE. */
export function printCondition(condition: Condition, isInside = false): string {
  if (isFilter(condition)) return printFilter(condition);
  if ('not' in condition) return `NOT ${printCondition(condition.not, true)}`;
  const [parts, word] = 'and' in condition ? [condition.and, 'AND'] : [condition.or, 'OR'];
  const text = parts.map((part) => printCondition(part, true)).join(` ${word} `);
  return isInside ? `(${text})` : text;
}

export function printField(name: string): string {
  return isBareField(name) ? name : inQuotes(name, '`');
}

function printCalculation(calculation: Calculation): string {
  const filter = joined(calculation.filters, calculation.filterCombination);
  const condition = filter === undefined ? '' : ` IF (${printCondition(filter)})`;
  const name = calculation.name === undefined ? '' : ` AS ${printField(calculation.name)}`;
  return `${printOperation(calculation)}${condition}${name}`;
}

function printFilter({ column, op, value }: Filter): string {
  const subject = `${printField(column)} ${op}`;
  switch (valueShapeOf(op)) {
    case 'none':
      return subject;
    case 'one':
      return `${subject} ${printValue(value as FilterValue)}`;
    case 'list':
      return `${subject} (${(value as FilterValue[]).map(printValue).join(', ')})`;
  }
}

export function printValue(value: FilterValue): string {
  if (typeof value !== 'string') return String(value);
  return isBareValue(value) ? value : inQuotes(value, '"');
}

function printOrder({ op, column, name, order }: Order): string {
  const subject = name !== undefined ? printField(name) : printSubject(op, column);
  return order === undefined ? subject : `${subject} ${order === 'ascending' ? 'ASC' : 'DESC'}`;
}

function printHaving({ calculateOp, column, name, op, value }: Having): string {
  const subject = name !== undefined ? printField(name) : printSubject(calculateOp, column);
  return `${subject} ${op} ${value}`;
}

function printSubject(op: Calculation['op'] | undefined, column: string | undefined): string {
  if (op === undefined) return printField(column ?? '');
  return printOperation({ op, ...(column === undefined ? {} : { column }) });
}

function printExpression(expression: string): string {
  const inside = `(${expression})`;
  const isPlain = expression.trim() === expression && closingOf(inside, 0) === inside.length - 1;
  return isPlain && reads(inside) ? inside : inQuotes(expression, '`');
}

/** Quotes must also close where the text is split into tokens. */
function reads(inside: string): boolean {
  return !/[`\\!]/.test(inside);
}

function printTime(time: number | string | undefined): string | undefined {
  return time === undefined ? undefined : printValue(time);
}

function printSeconds(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  return Number.isInteger(seconds) && seconds < 1e6 ? `${seconds}s` : String(seconds);
}
