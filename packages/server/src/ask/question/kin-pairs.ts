/**
 * Questions that calculate with nothing but values of one `child.` or `any.` prefix: a row for each pair of a row and one of
 * its spans, as every number then counts once wherever it stands. That needs no lists (`kin-lists.ts`) and one reading
 * instead of two: time in the children of 300,000 entry spans by layer took 0.7 s of CPU so, and 5.2 s by lists.
 */
import { type Calculation, type CalculationOp, percentileOf } from '@tracebin/model';
import { type FieldBook, type RelatedField, relatedField } from './field-book.ts';
import { defineKinColumns, type NamedField } from './kin-columns.ts';
import type { ReadyQuestion } from './ready-question.ts';
import { NO_PARENT, type Relatives } from './relatives.ts';

const OPS: readonly CalculationOp[] = ['SUM', 'AVG', 'MIN', 'MAX', 'COUNT_DISTINCT'];

/** The prefix that a question is about in this way; undefined where some number is of the rows themselves, or of lists. */
export function pairsOf(ready: ReadyQuestion, fields: FieldBook): string | undefined {
  const { calculations, breakdowns, heatmaps, question } = ready;
  const isOwnValue = ({ op, filters }: Calculation) =>
    (OPS.includes(op) || percentileOf(op) !== undefined) && (filters ?? []).length === 0;
  if (heatmaps.length > 0 || (question.calculatedFields ?? []).length > 0) return undefined;
  if (!calculations.every(isOwnValue)) return undefined;
  const ofValues = calculations.map(({ column }) => relatedField(column ?? ''));
  const ofGroups = breakdowns.map((name) => relatedField(name));
  const [first] = ofValues;
  if (first === undefined || (first.relation !== 'child' && first.relation !== 'any')) return undefined;
  const { prefix } = first;
  if (!ofValues.every((field) => field?.prefix === prefix)) return undefined;
  const spans = fields.ofSpans();
  // Of spans without the field there is a group only where no other span of the row has it, which a pair cannot know.
  const isEasy = (field: RelatedField | undefined) =>
    field === undefined || (field.prefix === prefix && spans.field(field.name).isAlways);
  return ofGroups.every(isEasy) ? prefix : undefined;
}

/**
 * Defines these fields of one prefix as columns.
 *
 * @param rows FROM and WHERE of the question's rows
 * @param conditions that each span must meet
 * @returns for FROM
 */
export function joinPairs(
  own: readonly NamedField[],
  { fields, relatives }: { fields: FieldBook; relatives: Relatives },
  { rows, conditions }: { rows: string; conditions: readonly string[] },
): string {
  const isChild = own[0]!.relation === 'child';
  const columns = defineKinColumns('pair', own, fields);
  const ids = ['trace_id AS pair_trace', ...(isChild ? ['parent_span_id AS pair_of'] : [])];
  const spans = relatives.select([...ids, ...columns].join(', '), [
    ...(isChild ? [`parent_span_id != ${NO_PARENT}`] : []),
    ...conditions,
    ...relatives.ofManyOf(rows, isChild),
  ]);
  return `(SELECT * FROM ${spans} AS pair_spans
  RIGHT JOIN (SELECT * FROM ${rows}) AS here ON here.trace_id = pair_trace${isChild ? ' AND here.span_id = pair_of' : ''})`;
}
