import type { CalculatedField } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { expressionSql } from './expression-sql.ts';
import type { ExpressionValue } from './expression-value.ts';
import { type FieldBook, relatedField } from './field-book.ts';
import { type FieldSql, finiteOnly, numberOnly } from './field-sql.ts';

/**
 * Makes calculated fields known under their names. One may use those before it.
 *
 * @throws BadRequestError `bad-expression`
 */
export function defineCalculatedFields(fields: FieldBook, calculated: readonly CalculatedField[]): void {
  const names = new Set<string>();
  for (const [index, { name, expression }] of calculated.entries()) {
    if (name === '' || names.has(name)) {
      throw new BadRequestError(
        'bad-expression',
        `Calculated fields need names of their own: ${JSON.stringify(name)}`,
      );
    }
    names.add(name);
    const value = expressionSql(expression, `calculated field ${JSON.stringify(name)}`, {
      bound: fields.bound,
      times: fields.rows,
      field: (each) => {
        if (calculated.findIndex((other) => other.name === each) > index) {
          throw new BadRequestError(
            'bad-expression',
            `The calculated field ${JSON.stringify(name)} asks for ${JSON.stringify(each)}, which comes after it.`,
            { hint: 'A calculated field may use those before it.' },
          );
        }
        if (relatedField(each) === undefined) return fields.field(each);
        throw new BadRequestError(
          'bad-expression',
          `The calculated field ${JSON.stringify(name)} asks for another span: ${JSON.stringify(each)}.`,
          { hint: 'Fields of other spans can stand in WHERE, GROUP BY and calculations.' },
        );
      },
    });
    fields.define(name, fieldOf(value, fields));
  }
}

function fieldOf(value: ExpressionValue, { bound }: FieldBook): FieldSql {
  const text = `CAST(${value.text}, 'Nullable(String)')`;
  return {
    text,
    number: `CAST(${finiteOnly(value.number)}, 'Nullable(Float64)')`,
    isAlways: false,
    isNumber: false,
    distinct: text,
    unit: 'number',
    exists: `isNotNull(${text})`,
    equals: (wanted) => {
      if (typeof wanted === 'number')
        return `ifNull(${value.number} = ${bound.add('Float64', wanted)}, false)`;
      const same = typeof wanted === 'boolean' ? String(wanted) : wanted;
      return `ifNull(${text} = ${bound.add('String', same)}, false)`;
    },
    comparable: numberOnly,
  };
}
