import { printOperation } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BoundValues } from '../bound-values.ts';
import { isSequenceOp } from './calculation-sql.ts';
import { expressionSql } from './expression-sql.ts';
import { NO_FIELD } from './field-book.ts';
import { finiteOnly } from './field-sql.ts';
import type { ReadyQuestion } from './ready-question.ts';

/** A formula as an expression over the aliases of calculations. */
export interface FormulaSql {
  name: string;
  alias: string;
  /** Nullable(Float64) */
  sql: string;
  /** The calculations that it is made of, as places in the question. */
  calculations: readonly number[];
  /** One of them is a rate or concurrency: the formula is worked out when these are. */
  isOfSequences: boolean;
}

/** @throws BadRequestError `bad-expression` */
export function formulasSql(
  { question, calculations }: ReadyQuestion,
  aliases: readonly string[],
  bound: BoundValues,
): FormulaSql[] {
  return (question.formulas ?? []).map(({ name, expression }, index) => {
    const what = `formula ${JSON.stringify(name)}`;
    const used = new Set<number>();
    const { number } = expressionSql(expression, what, {
      bound,
      times: 'none',
      field: (wanted) => {
        const at = calculations.findIndex((each) => each.name === wanted || printOperation(each) === wanted);
        if (at === -1) {
          throw new BadRequestError(
            'bad-expression',
            `The ${what} names no calculation that it can use: ${JSON.stringify(wanted)}.`,
            { hint: 'Name a calculation with AS, and use that name.' },
          );
        }
        used.add(at);
        return { ...NO_FIELD, number: aliases[at]!, text: `toString(${aliases[at]})` };
      },
    });
    return {
      name,
      alias: `f${index}`,
      sql: `CAST(${finiteOnly(number)}, 'Nullable(Float64)')`,
      calculations: [...used],
      isOfSequences: [...used].some((at) => isSequenceOp(calculations[at]!.op)),
    };
  });
}
