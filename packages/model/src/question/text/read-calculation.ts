import { fieldsOfExpression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { type CalculationOp, needsColumn } from '../operations.ts';
import type { CalculatedField, Calculation, Combination, Condition, Formula } from '../question.ts';
import type { Cursor } from './cursor.ts';
import { printOperation } from './print-question.ts';
import { QuestionTextError } from './question-text-error.ts';
import { readCondition } from './read-condition.ts';
import { closingOf } from './tokens.ts';
import { calculationOp, isKeyword } from './words.ts';

/** `P95(duration) IF (status = error) AS slow`. */
export function readCalculation(cursor: Cursor): Calculation {
  const { op, column } = readOperation(cursor);
  const calculation: Calculation = { op, ...(column === undefined ? {} : { column }) };
  if (cursor.take('IF')) {
    cursor.needSymbol('(', 'after IF');
    Object.assign(calculation, asFilters(readCondition(cursor)));
    cursor.needSymbol(')', 'to close the condition');
  }
  if (cursor.take('AS')) calculation.name = readName(cursor);
  return calculation;
}

/** `P95(duration)`, `COUNT`, `COUNT()`. */
export function readOperation(cursor: Cursor): { op: CalculationOp; column?: string } {
  cursor.want('calculation');
  const token = cursor.token;
  const op = token.kind === 'word' ? calculationOp(token.text) : undefined;
  if (op === undefined) {
    const what = token.kind === 'word' ? `, "${token.text}" is none` : '';
    return cursor.fail(`Expected a calculation like COUNT, P95(duration) or HEATMAP(duration)${what}`);
  }
  cursor.next();
  if (!needsColumn(op)) {
    if (cursor.takeSymbol('(')) cursor.needSymbol(')', `after ${op}(: it is of events, not of a field`);
    return { op };
  }
  cursor.needSymbol('(', `and a field after ${op}`);
  const column = cursor.field();
  cursor.needSymbol(')', 'after the field');
  return { op, column };
}

/** `FORMULA(errors / total) AS share`. */
export function readFormula(cursor: Cursor): Formula {
  const { token } = cursor;
  const expression = readExpression(cursor, 'after FORMULA');
  cursor.check(token, ({ calculations = [{ op: 'COUNT' }] }) => {
    const unknown = [...fieldsOf(expression)].find(
      (name) => !calculations.some((each) => each.name === name || printOperation(each) === name),
    );
    return unknown === undefined ? undefined : `No calculation here is called ${unknown}: name one with AS`;
  });
  if (!cursor.take('AS')) cursor.fail('Expected AS and a name after the formula');
  return { name: readName(cursor), expression };
}

/** `slow AS (duration > 1s)`. */
export function readCalculatedField(cursor: Cursor): CalculatedField {
  const name = cursor.field('a name for the calculated field');
  if (!cursor.take('AS')) cursor.fail(`Expected AS and an expression in parentheses after ${name}`);
  return { name, expression: readExpression(cursor, 'before the expression') };
}

/** What stands in the parentheses, or in backticks where parentheses cannot hold it. */
function readExpression(cursor: Cursor, where: string): string {
  if (cursor.token.kind === 'field') {
    const { token } = cursor;
    cursor.check(token, () => faultOf(token.text)?.message);
    return cursor.next().text;
  }
  const open = cursor.token.at;
  if (!cursor.isAtSymbol('(')) cursor.fail(`Expected "(" ${where}`);
  const close = closingOf(cursor.text, open);
  if (close === -1) cursor.fail('This parenthesis is not closed');
  cursor.skipTo(close + 1);
  const inside = cursor.text.slice(open + 1, close);
  const expression = inside.trim();
  const fault = faultOf(expression);
  if (fault !== undefined) {
    const begin = open + 1 + inside.length - inside.trimStart().length;
    cursor.check({ at: begin + fault.at, length: fault.length }, () => fault.message);
  }
  return expression;
}

function faultOf(expression: string): QuestionTextError | undefined {
  try {
    parseExpression(expression);
    return undefined;
  } catch (error) {
    if (error instanceof QuestionTextError) return error;
    throw error;
  }
}

function fieldsOf(expression: string): Set<string> {
  return faultOf(expression) === undefined ? fieldsOfExpression(parseExpression(expression)) : new Set();
}

function readName(cursor: Cursor): string {
  cursor.want('name');
  const { kind, text } = cursor.token;
  if (text !== '' && (kind === 'field' || kind === 'string' || (kind === 'word' && !isKeyword(text)))) {
    return cursor.next().text;
  }
  return cursor.fail('Expected a name after AS');
}

/** The outermost AND or OR as list and combination, as the API has it. */
export function asFilters(condition: Condition): { filters: Condition[]; filterCombination?: Combination } {
  if ('and' in condition) return { filters: condition.and };
  if ('or' in condition) return { filters: condition.or, filterCombination: 'OR' };
  return { filters: [condition] };
}
