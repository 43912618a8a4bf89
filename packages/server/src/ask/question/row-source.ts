import { type Calculation, type Dataset, filtersOf, joined, knownField } from '@tracebin/model';
import { defineCalculatedFields } from './calculated-fields.ts';
import type { ConditionScope } from './condition-scope.ts';
import { conditionSql } from './condition-sql.ts';
import { textsNeverEmpty } from './empty-texts.ts';
import { type AttributeMaps, FieldBook, relatedField } from './field-book.ts';
import type { KinIds } from './kin-ids.ts';
import { joinKin, type KinRows, type WantedFields } from './kin-join.ts';
import { pairsOf } from './kin-pairs.ts';
import type { QuestionRun } from './question-run.ts';
import { nearReach, ownConditions, readReach } from './reach.ts';
import type { ReadyQuestion } from './ready-question.ts';
import { Relatives } from './relatives.ts';
import { ARE_SPANS, endedTimeCondition, tableOf, withinRange } from './row-range.ts';

/** The rows that a question is about, and how its fields are read from them. */
export class RowSource {
  readonly table: 'events' | 'transactions';
  /** Bin, time, type and the question's filter. */
  readonly where: string;
  readonly scope: ConditionScope;
  readonly #kin: KinRows | undefined;
  readonly #base: string;

  constructor(
    table: RowSource['table'],
    { base, where, scope }: { base: string; where: string; scope: ConditionScope },
    kin: KinRows | undefined,
  ) {
    this.table = table;
    this.#base = base;
    this.#kin = kin;
    this.where = kin === undefined ? where : 'true';
    this.scope = kin === undefined ? scope : { ...scope, lists: kin.lists };
  }

  get fields(): FieldBook {
    return this.scope.fields;
  }

  /** Id of the span that a row stands in. */
  get parentId(): string {
    return this.scope.relatives.parentId;
  }

  /** For FROM: the table, or its rows joined with other spans of their traces. */
  get from(): string {
    return this.#kin?.from() ?? this.#base;
  }

  /** For FROM: rows that may be in several groups are there once for each. */
  get grouped(): string {
    const { from } = this;
    return this.#kin?.lists.isGrouping === true ? this.#kin.lists.grouped(from) : from;
  }

  /** True where a row can be in several groups, so that groups do not add up to the total. */
  get isInSeveralGroups(): boolean {
    return this.#kin?.lists.isGrouping === true;
  }

  /** What a row of `grouped` is grouped by; or the group `key` of a row that is in several. */
  groupText(name: string, key = 'kin_key'): string {
    return this.#kin?.lists.groupText(name, key) ?? this.fields.field(name).text;
  }

  /** FROM and WHERE of the rows of groups that are not shown; a row that is in several counts once. */
  beyond(isShown: (textOf: (name: string) => string) => string): { from: string; where: string } {
    if (!this.isInSeveralGroups) {
      const shown = isShown((name) => this.groupText(name));
      return { from: this.from, where: `${this.where}\n  AND NOT ${shown}` };
    }
    const shown = isShown((name) => this.groupText(name, 'key'));
    return { from: this.#kin!.lists.beyond(this.from, shown), where: this.where };
  }
}

/**
 * @param columns fields whose values are wanted beside those that the question names
 * @param conditional fields of further conditions
 * @param kinIds by which parents are found: `short` for whoever can ask again (`kin-ids.ts`)
 * @param canBePairs that rows may be there several times where no number of the question is of the rows themselves
 */
export async function rowSource(
  run: QuestionRun,
  ready: ReadyQuestion,
  maps: AttributeMaps | undefined,
  {
    columns = [],
    conditional = [],
    kinIds = 'whole',
    canBePairs = false,
  }: {
    columns?: readonly string[];
    conditional?: readonly string[];
    kinIds?: KinIds;
    canBePairs?: boolean;
  } = {},
): Promise<RowSource> {
  const { bin, dataset, range, filter, question } = ready;
  const { bound } = run;
  const ofBin = `bin = ${bound.add('String', bin.bin)}`;
  const wanted = wantedFields(ready, columns);
  const named = [...namedFields(ready, columns), ...conditional];
  const relations = relationsOf(named);
  // Other spans of the traces may lie outside of the range.
  const looked = relations.size === 0 ? `${ofBin} AND ${endedTimeCondition(range, bound)}` : ofBin;
  const neverEmpty = await textsNeverEmpty(run, looked, named.flatMap(attributeOf(dataset)), maps);
  const fields = new FieldBook(dataset, bound, maps, neverEmpty);
  defineCalculatedFields(fields, question.calculatedFields ?? []);
  const table = tableOf(dataset);
  const within = withinRange(ready, bound);
  const own = `${table} WHERE ${[...within, ...ownConditions(filter, fields)].join(' AND ')}`;
  const reach = relations.size === 0 ? nearReach(ready) : await readReach(run, ready, own);
  const relatives = new Relatives(dataset, `${ofBin} AND ${ARE_SPANS}`, reach, bound);
  const scope: ConditionScope = { fields, relatives };
  const where = [...within, ...(filter === undefined ? [] : [conditionSql(filter, scope)])].join('\n  AND ');
  const base =
    table === 'transactions' && relations.has('parent')
      ? withParents(relatives, within.join(' AND '))
      : table;
  const pairs = canBePairs ? pairsOf(ready, fields) : undefined;
  const kin = joinKin(wanted, scope, { rows: `${base} WHERE ${where}`, filter, ids: kinIds, pairs });
  return new RowSource(table, { base, where, scope }, kin);
}

/** True where the answer is read from rows of the range alone: not where other spans of their traces count. */
export const isOfRowsAlone = (ready: ReadyQuestion, columns: readonly string[]): boolean =>
  relationsOf(namedFields(ready, columns)).size === 0;

const relationsOf = (names: readonly string[]) =>
  new Set(names.flatMap((name) => relatedField(name)?.relation ?? []));

function namedFields(ready: ReadyQuestion, columns: readonly string[]): string[] {
  const { texts, numbers } = wantedFields(ready, columns);
  return [...texts, ...numbers, ...conditionFields(ready)];
}

/** The attribute that a field is, of the event itself or of another span; none for columns. */
const attributeOf = (dataset: Dataset) => (field: string) => {
  const related = relatedField(field);
  const name = related?.name ?? field;
  return knownField(related === undefined ? dataset : 'spans', name) === undefined ? [name] : [];
};

/** Transactions do not know the parent of their span. */
function withParents(relatives: Relatives, within: string): string {
  const spans = relatives.select('trace_id AS own_trace, span_id AS own_span, parent_span_id', [
    `trace_id IN (SELECT trace_id FROM transactions WHERE ${within})`,
  ]);
  return `(SELECT * FROM (SELECT * FROM transactions WHERE ${within}) AS these LEFT ANY JOIN ${spans} AS own_spans ON these.trace_id = own_trace AND these.span_id = own_span)`;
}

/** The fields whose values are asked for, and not only a condition on them. */
function wantedFields(
  { breakdowns, calculations, heatmaps }: ReadyQuestion,
  columns: readonly string[],
): WantedFields {
  const all = [...calculations, ...heatmaps.map(({ calculation }) => calculation)];
  const isText = ({ op }: Calculation) => op === 'COUNT_DISTINCT';
  const ofColumns = (of: readonly Calculation[]) => of.flatMap(({ column }) => column ?? []);
  return {
    texts: [...breakdowns, ...columns, ...ofColumns(all.filter(isText))],
    numbers: [...columns, ...ofColumns(all.filter((each) => !isText(each)))],
    breakdowns,
  };
}

function conditionFields({ filter, calculations, heatmaps }: ReadyQuestion): string[] {
  const all = [...calculations, ...heatmaps.map(({ calculation }) => calculation)];
  const conditions = [filter, ...all.map((each) => joined(each.filters, each.filterCombination))];
  return conditions.flatMap((each) =>
    each === undefined ? [] : [...filtersOf(each)].map(({ column }) => column),
  );
}
