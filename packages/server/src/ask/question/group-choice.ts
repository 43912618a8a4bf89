/** Which groups are shown and in which order, with HAVING and ORDER BY resolved to columns of the answer. */
import { type CalculationOp, type HavingOp, printOperation } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { ReadyQuestion } from './ready-question.ts';

/** By a column of the answer or by a breakdown, each by its place. */
export interface GroupOrder {
  by: { column: number } | { breakdown: number };
  isDescending: boolean;
}

export interface GroupHaving {
  column: number;
  op: HavingOp;
  value: number;
}

export interface GroupChoice {
  havings: readonly GroupHaving[];
  orders: readonly GroupOrder[];
}

/** Place of the column that is meant; undefined when the question has none such. */
export type ColumnOf = (
  op: CalculationOp | undefined,
  column: string | undefined,
  name: string | undefined,
) => number | undefined;

/** @throws BadRequestError `bad-question` */
export function groupChoice(
  { question, breakdowns }: ReadyQuestion,
  columnOf: ColumnOf,
  columns: number,
): GroupChoice {
  const havings = (question.havings ?? []).map(({ calculateOp, column, name, op, value }) => {
    const found = columnOf(calculateOp, column, name);
    if (found === undefined) throw unknown('havings', calculateOp, column, name);
    return { column: found, op, value };
  });
  const orders = (question.orders ?? []).map(({ op, column, name, order }): GroupOrder => {
    const found = columnOf(op, column, name);
    if (found !== undefined) return { by: { column: found }, isDescending: order !== 'ascending' };
    const breakdown = op === undefined ? breakdowns.indexOf(column ?? name ?? '') : -1;
    if (breakdown === -1) throw unknown('orders', op, column, name);
    return { by: { breakdown }, isDescending: order === 'descending' };
  });
  if (orders.length === 0 && columns > 0) orders.push({ by: { column: 0 }, isDescending: true });
  return { havings, orders };
}

function unknown(where: string, op?: CalculationOp, column?: string, name?: string): BadRequestError {
  const calculation = op === undefined ? undefined : { op, ...(column === undefined ? {} : { column }) };
  const what = name ?? (calculation === undefined ? (column ?? '') : printOperation(calculation));
  return new BadRequestError(
    'bad-question',
    `"${where}" names what the question does not have: ${JSON.stringify(what)}`,
    {
      hint: 'Name a calculation of the question by op and column or by its name, or one of its breakdowns.',
    },
  );
}
