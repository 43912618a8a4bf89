import {
  type AnswerColumn,
  type AnswerNumber,
  type Calculation,
  type CalculationOp,
  printOperation,
} from '@tracebin/model';
import type { FieldBook } from './field-book.ts';

const COUNTS: readonly CalculationOp[] = ['COUNT', 'COUNT_DISTINCT', 'CONCURRENCY'];

export function answerColumn(calculation: Calculation, fields: FieldBook): AnswerColumn {
  const { op, column, name } = calculation;
  const unit = COUNTS.includes(op) || column === undefined ? 'count' : fields.field(column).unit;
  return { name: name ?? printOperation(calculation), unit };
}

/** The column for no events at all: none were counted, and nothing else can be said. */
export function emptyNumber({ op }: Calculation): AnswerNumber {
  return COUNTS.includes(op) ? 0 : null;
}

export function asNumber(value: unknown): AnswerNumber {
  if (value === null || value === undefined) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
