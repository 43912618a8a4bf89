/**
 * Fields of other spans where their values are asked for: groups, calculations, columns. The rows are joined with those
 * spans once. Of a parent and a root there is one, and each field is a column of the join; of the others there may be many
 * (`kin-lists.ts`); `none.` is a yes or no.
 */
import type { Condition } from '@tracebin/model';
import type { ConditionScope } from './condition-scope.ts';
import { filterSql } from './condition-sql.ts';
import type { FieldBook } from './field-book.ts';
import { filtersBeside } from './filters-beside.ts';
import { defineKinColumns, type NamedField, relatedFields } from './kin-columns.ts';
import { type KinIds, parentIds } from './kin-ids.ts';
import { KinList, KinLists } from './kin-lists.ts';
import { joinPairs } from './kin-pairs.ts';
import { flagColumn } from './known-columns.ts';
import { IS_ROOT, isRelated, type Relatives } from './relatives.ts';

/** Fields whose values are asked for, as what; those that the question groups by are among the texts. */
export interface WantedFields {
  texts: readonly string[];
  numbers: readonly string[];
  breakdowns: readonly string[];
}

export interface KinRows {
  /** For FROM. Calculations may still ask for more until it is first read. */
  from(): string;
  lists: KinLists;
}

/**
 * Defines the related fields among these names.
 *
 * @param rows FROM and WHERE of the question's rows
 * @param filter of the question: what it says of a span at its top is said of the spans in the lists
 * @param ids by which parents are found
 * @param pairs the only prefix that the question asks for values of, where it can do without lists (`kin-pairs.ts`)
 * @returns what to read from instead; undefined where nothing has to be joined
 */
export function joinKin(
  { texts, numbers, breakdowns }: WantedFields,
  { fields, relatives }: Omit<ConditionScope, 'lists'>,
  {
    rows,
    filter,
    ids,
    pairs,
  }: { rows: string; filter: Condition | undefined; ids: KinIds; pairs: string | undefined },
): KinRows | undefined {
  const related = relatedFields([...texts, ...numbers]);
  for (const field of related) if (field.relation === 'none') defineNone(field, fields, relatives);
  const joined = related.filter(({ relation }) => relation !== 'none');
  if (joined.length === 0) return undefined;
  if (pairs !== undefined) {
    const conditions = filtersBeside(filter, pairs).map((each) => filterSql(each, fields.ofSpans()));
    const from = joinPairs(joined, { fields, relatives }, { rows, conditions });
    return { lists: new KinLists([]), from: () => from };
  }
  const single = (['parent', 'root'] as const).flatMap((kin) => {
    const own = joined.filter(({ relation }) => relation === kin);
    if (own.length === 0) return [];
    return [
      kin === 'root'
        ? joinRoots(own, fields, relatives, rows)
        : joinParents(own, fields, relatives, { rows, ids }),
    ];
  });
  const many = joined.filter(({ relation }) => relation === 'child' || relation === 'any');
  const lists = new KinLists(many.filter(({ full }) => breakdowns.includes(full)));
  for (const prefix of new Set(many.map((field) => field.prefix))) {
    const own = many.filter((field) => field.prefix === prefix);
    const book = fields.ofSpans();
    const conditions = filtersBeside(filter, prefix).map((each) => filterSql(each, book));
    const list = new KinList(
      prefix,
      own[0]!.relation,
      own.map(({ name }) => name),
      (name) => ({
        text: texts.includes(`${prefix}.${name}`),
        number: numbers.includes(`${prefix}.${name}`),
      }),
      conditions,
      book,
    );
    lists.add(prefix, list);
    for (const { full, name } of own) fields.define(full, list.field(name));
  }
  return {
    lists,
    from: () =>
      `(SELECT * FROM (SELECT * FROM ${rows}) AS here\n  ${[...single, ...lists.joins(rows, relatives)].join('\n  ')})`,
  };
}

/** True where no span of the trace has the field, or only as false. */
function defineNone({ full, name }: NamedField, fields: FieldBook, relatives: Relatives): void {
  const { text } = fields.ofSpans().field(name);
  const has = `ifNull(lower(${text}) != 'false', false)`;
  fields.define(full, flagColumn(`NOT ${isRelated('any', [has], relatives)}`));
}

function joinRoots(
  own: readonly NamedField[],
  fields: FieldBook,
  relatives: Relatives,
  rows: string,
): string {
  const columns = defineKinColumns('root', own, fields);
  const spans = relatives.select(`trace_id AS root_trace, ${columns.join(', ')}`, [
    ...IS_ROOT,
    ...relatives.ofRootsOf(rows),
  ]);
  return `LEFT ANY JOIN ${spans} AS root_spans ON here.trace_id = root_trace`;
}

function joinParents(
  own: readonly NamedField[],
  fields: FieldBook,
  relatives: Relatives,
  { rows, ids }: { rows: string; ids: KinIds },
): string {
  const { columns, on, sure } = parentIds(ids, relatives.parentId);
  const values = defineKinColumns('parent', own, fields, sure);
  const spans = relatives.select([columns, ...values].join(', '), [relatives.ofParentsOf(rows)]);
  return `LEFT ANY JOIN ${spans} AS parent_spans ON ${on}`;
}
