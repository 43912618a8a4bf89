import { type FieldBook, type RelatedField, relatedField } from './field-book.ts';
import { type FieldSql, numberOnly } from './field-sql.ts';

/** A field of another span, `full` as the question names it. */
export type NamedField = RelatedField & { full: string };

/** The related fields among these names, each once. */
export function relatedFields(names: readonly string[]): NamedField[] {
  return [...new Set(names)].flatMap((full): NamedField[] => {
    const field = relatedField(full);
    return field === undefined ? [] : [{ full, ...field }];
  });
}

/**
 * Defines fields of a span that stands beside each row as columns of the join: `parent_text_0`, `parent_number_0`, ...
 *
 * @param sure what a column is read as
 * @returns the columns as they are read from those spans, for SELECT
 */
export function defineKinColumns(
  prefix: string,
  own: readonly NamedField[],
  fields: FieldBook,
  sure: (column: string) => string = (column) => column,
): string[] {
  const book = fields.ofSpans();
  return own.flatMap(({ full, name }, index) => {
    const { text, number, unit } = book.field(name);
    const [asText, asNumber] = [`${prefix}_text_${index}`, `${prefix}_number_${index}`];
    fields.define(full, joinedField(sure(asText), sure(asNumber), unit, fields));
    return [
      `CAST(${text}, 'Nullable(String)') AS ${asText}`,
      `CAST(${number}, 'Nullable(Float64)') AS ${asNumber}`,
    ];
  });
}

/** NULL in both where there is no such span, or it does not have the field. */
function joinedField(text: string, number: string, unit: FieldSql['unit'], { bound }: FieldBook): FieldSql {
  return {
    text,
    number,
    isAlways: false,
    isNumber: false,
    distinct: text,
    unit,
    exists: `isNotNull(${text})`,
    equals: (value) =>
      typeof value === 'number'
        ? `ifNull(${number} = ${bound.add('Float64', value)}, false)`
        : `ifNull(${text} = ${bound.add('String', String(value))}, false)`,
    comparable: numberOnly,
  };
}
