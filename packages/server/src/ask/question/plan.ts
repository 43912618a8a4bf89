import type { AnswerColumn, AnswerNumber, Calculation } from '@tracebin/model';
import { answerColumn, emptyNumber } from './answer-columns.ts';
import { calculationsSql, isSequenceOp, RATE_OF } from './calculation-sql.ts';
import { type FormulaSql, formulasSql } from './formula-sql.ts';
import { type ColumnOf, type GroupChoice, groupChoice } from './group-choice.ts';
import type { QuestionRun } from './question-run.ts';
import type { ReadyQuestion } from './ready-question.ts';
import type { RowSource } from './row-source.ts';

/** What all statements of one answer share. */
export class Plan {
  readonly ready: ReadyQuestion;
  readonly source: RowSource;
  readonly run: QuestionRun;
  /** For SELECT: `expression AS alias`. */
  readonly aggregates: readonly string[];
  readonly groupSql: readonly string[];
  readonly groupAliases: readonly string[];
  /** One a column of the answer, calculations before formulas. */
  readonly columnAliases: readonly string[];
  readonly columns: readonly AnswerColumn[];
  /** What each column is of no events. */
  readonly emptyNumbers: readonly AnswerNumber[];
  readonly choice: GroupChoice;
  /** Not known of events alone, with their columns in the answer. */
  readonly formulasOfSequences: readonly (FormulaSql & { column: number })[];

  constructor(ready: ReadyQuestion, source: RowSource, run: QuestionRun) {
    this.ready = ready;
    this.source = source;
    this.run = run;
    const rangeSeconds = Number(ready.range.to - ready.range.from) / 1e9 || 1;
    const { sql, aliases } = calculationsSql(ready.calculations, source.scope, {
      isWeighted: ready.isWeighted,
      rangeSeconds,
    });
    const formulas = formulasSql(ready, aliases, run.bound);
    this.formulasOfSequences = formulas
      .map((formula, index) => ({ ...formula, column: aliases.length + index }))
      .filter(({ isOfSequences }) => isOfSequences);
    this.aggregates = [
      ...sql,
      ...formulas.map(
        (formula) =>
          `${formula.isOfSequences ? "CAST(NULL, 'Nullable(Float64)')" : formula.sql} AS ${formula.alias}`,
      ),
    ];
    this.columnAliases = [...aliases, ...formulas.map(({ alias }) => alias)];
    this.emptyNumbers = [...ready.calculations.map(emptyNumber), ...formulas.map(() => null)];
    this.groupAliases = ready.breakdowns.map((_, index) => `g${index}`);
    this.groupSql = ready.breakdowns.map(
      (name, index) => `materialize(${source.groupText(name)}) AS g${index}`,
    );
    this.columns = [
      ...ready.calculations.map((each) => answerColumn(each, source.fields)),
      ...formulas.map(({ name }): AnswerColumn => ({ name, unit: 'number' })),
    ];
    const names = formulas.map(({ name }) => name);
    this.choice = groupChoice(ready, columnOf(ready.calculations, names), this.columns.length);
  }

  /** Some column is made of one bucket of time after another. */
  get hasRates(): boolean {
    return this.ready.calculations.some(({ op }) => RATE_OF[op] !== undefined);
  }

  /** Numbers are needed in buckets of time, for the answer or for what is made of them. */
  get needsSeries(): boolean {
    return this.hasRates || this.ready.question.disableSeries !== true;
  }

  get weight(): string {
    return this.ready.isWeighted ? 'sample_rate' : '1.';
  }

  /** Columns that groups are chosen by which are made of one bucket of time after another; what formulas are made of, too. */
  get choosingSequences(): number[] {
    const { havings, orders } = this.choice;
    const all = [...havings, ...orders.map(({ by }) => by)];
    const columns = all.flatMap((each) => ('column' in each ? [each.column] : []));
    const parts = columns.flatMap((column) => [column, ...(this.#formula(column)?.calculations ?? [])]);
    return [...new Set(parts)].filter((column) => this.isSequence(column));
  }

  /** The column is a rate or concurrency, or a formula over one. */
  isSequence(column: number): boolean {
    const op = this.ready.calculations[column]?.op;
    return op === undefined ? this.#formula(column) !== undefined : isSequenceOp(op);
  }

  #formula(column: number) {
    return this.formulasOfSequences.find((each) => each.column === column);
  }

  /** That a row belongs to one of these groups, given as columns of texts. */
  isAmong(
    groups: readonly (readonly (string | null)[])[],
    textOf = (name: string) => this.source.groupText(name),
  ): string {
    const texts = this.ready.breakdowns.map(textOf);
    const lists = groups.map(
      (values, index) => `${this.run.bound.add('Array(Nullable(String))', values)} AS v${index}`,
    );
    const names = groups.map((_, index) => `v${index}`).join(', ');
    return `((${texts.join(', ')}) IN (SELECT ${names} FROM (SELECT 1) ARRAY JOIN ${lists.join(', ')}))`;
  }

  /** Number of the bucket of time that a row falls into. */
  get bucket(): string {
    const { start, step } = this.ready.buckets;
    return `toUInt32(intDiv(toUnixTimestamp64Nano(time) - ${start}, ${step}))`;
  }
}

const columnOf =
  (calculations: readonly Calculation[], formulas: readonly string[]): ColumnOf =>
  (op, column, name) => {
    const isMeant = (each: Calculation) =>
      name !== undefined ? each.name === name : op !== undefined && each.op === op && each.column === column;
    const index = calculations.findIndex(isMeant);
    if (index !== -1) return index;
    const formula = name === undefined ? -1 : formulas.indexOf(name);
    return formula === -1 ? undefined : calculations.length + formula;
  };
