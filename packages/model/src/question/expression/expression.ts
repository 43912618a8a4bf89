import type { FunctionName } from './functions.ts';

/** Where something stands in the text, in UTF-16 units from its begin. */
export interface Place {
  at: number;
  length: number;
}

/** Operators are calls: `a + b` is SUM(a, b), `a != b` is NOT(EQUALS(a, b)). */
export type Expression = Place &
  (
    | { kind: 'number'; value: number }
    | { kind: 'text'; value: string }
    | { kind: 'bool'; value: boolean }
    | { kind: 'null' }
    | { kind: 'field'; name: string }
    | { kind: 'call'; name: FunctionName; args: Expression[] }
  );

/** The fields that an expression reads, each once. */
export function fieldsOfExpression(expression: Expression): Set<string> {
  if (expression.kind === 'field') return new Set([expression.name]);
  if (expression.kind !== 'call') return new Set();
  return new Set(expression.args.flatMap((arg) => [...fieldsOfExpression(arg)]));
}
