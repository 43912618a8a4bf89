/**
 * Fields of the parent and of the root span where no condition but a value is asked for: groups, calculations, columns.
 * The rows are joined with those spans once, and each field is a column of the join.
 */
import { BadRequestError } from '../../errors.ts';
import type { FieldBook, RelatedField } from './field-book.ts';
import { relatedField } from './field-book.ts';
import { numberOnly } from './field-sql.ts';

const NO_PARENT = "toFixedString('', 8)";

/**
 * Defines the related fields among these names.
 *
 * @param rows FROM and WHERE of the question's rows
 * @param relatives WHERE of the spans to join
 * @returns what to read from instead; undefined where nothing has to be joined
 */
export function joinKin(
  names: readonly string[],
  fields: FieldBook,
  { rows, relatives }: { rows: string; relatives: string },
): string | undefined {
  const related = [...new Set(names)].flatMap((name) => {
    const field = relatedField(name);
    return field === undefined ? [] : [{ full: name, ...field }];
  });
  if (related.length === 0) return undefined;
  const book = fields.ofSpans();
  const parts = (['parent', 'root'] as const).flatMap((kin) => {
    const own = related.filter(({ relation }) => relation === kin);
    if (own.length === 0) return [];
    const columns = own.flatMap((field, index) => {
      const { text, number, unit } = book.field(field.name);
      const [asText, asNumber] = [`${kin}_text_${index}`, `${kin}_number_${index}`];
      fields.define(field.full, {
        text: asText,
        number: asNumber,
        isAlways: false,
        isNumber: false,
        distinct: asText,
        unit,
        exists: `isNotNull(${asText})`,
        equals: (value) =>
          typeof value === 'number'
            ? `ifNull(${asNumber} = ${fields.bound.add('Float64', value)}, false)`
            : `ifNull(${asText} = ${fields.bound.add('String', String(value))}, false)`,
        comparable: numberOnly,
      });
      return [
        `CAST(${text}, 'Nullable(String)') AS ${asText}`,
        `CAST(${number}, 'Nullable(Float64)') AS ${asNumber}`,
      ];
    });
    const isRoot = kin === 'root';
    return [
      `LEFT ANY JOIN (
    SELECT trace_id AS ${kin}_trace, span_id AS ${kin}_span, ${columns.join(', ')}
    FROM events WHERE ${relatives}${isRoot ? ` AND parent_span_id = ${NO_PARENT}` : ''} AND trace_id IN (SELECT trace_id FROM ${rows})
  ) AS ${kin}_spans ON here.trace_id = ${kin}_trace${isRoot ? '' : ` AND here.parent_span_id = ${kin}_span`}`,
    ];
  });
  refuseOthers(related);
  return `(SELECT * FROM (SELECT * FROM ${rows}) AS here\n  ${parts.join('\n  ')})`;
}

function refuseOthers(related: readonly (RelatedField & { full: string })[]): void {
  const other = related.find(({ relation }) => relation !== 'parent' && relation !== 'root');
  if (other === undefined) return;
  throw new BadRequestError(
    'bad-question',
    `${JSON.stringify(other.full)} can only stand in a condition: an event may have many such spans.`,
    { hint: 'Group by and calculate with fields of the event, of its parent. or of its root.' },
  );
}
