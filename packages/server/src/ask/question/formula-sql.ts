import { printOperation } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BoundValues } from '../bound-values.ts';
import { expressionSql } from './expression-sql.ts';
import { NO_FIELD } from './field-book.ts';
import { finiteOnly } from './field-sql.ts';
import type { ReadyQuestion } from './ready-question.ts';

/** Formulas as expressions over the aliases of calculations in the same SELECT. @throws BadRequestError `bad-expression` */
export function formulasSql(
  { question, calculations }: ReadyQuestion,
  aliases: readonly string[],
  bound: BoundValues,
): { sql: string[]; aliases: string[]; names: string[] } {
  const formulas = question.formulas ?? [];
  const sql = formulas.map(({ name, expression }, index) => {
    const what = `formula ${JSON.stringify(name)}`;
    const { number } = expressionSql(expression, what, {
      bound,
      times: 'none',
      field: (wanted) => {
        const at = calculations.findIndex((each) => each.name === wanted || printOperation(each) === wanted);
        const op = calculations[at]?.op ?? '';
        if (at === -1 || op === 'CONCURRENCY' || op.startsWith('RATE_')) {
          throw new BadRequestError(
            'bad-expression',
            `The ${what} names no calculation that it can use: ${JSON.stringify(wanted)}.`,
            {
              hint: 'Name a calculation with AS, and use that name; rates and concurrency cannot stand in formulas.',
            },
          );
        }
        return { ...NO_FIELD, number: aliases[at]!, text: `toString(${aliases[at]})` };
      },
    });
    return `CAST(${finiteOnly(number)}, 'Nullable(Float64)') AS f${index}`;
  });
  return { sql, aliases: formulas.map((_, index) => `f${index}`), names: formulas.map(({ name }) => name) };
}
