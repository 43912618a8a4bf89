import type { AnswerColumn, AnswerNumber, Calculation } from '@tracebin/model';
import { answerColumn, emptyNumber } from './answer-columns.ts';
import { calculationsSql, RATE_OF } from './calculation-sql.ts';
import { formulasSql } from './formula-sql.ts';
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
    this.aggregates = [...sql, ...formulas.sql];
    this.columnAliases = [...aliases, ...formulas.aliases];
    this.emptyNumbers = [...ready.calculations.map(emptyNumber), ...formulas.aliases.map(() => null)];
    this.groupAliases = ready.breakdowns.map((_, index) => `g${index}`);
    this.groupSql = ready.breakdowns.map(
      (name, index) => `materialize(${source.groupText(name)}) AS g${index}`,
    );
    this.columns = [
      ...ready.calculations.map((each) => answerColumn(each, source.fields)),
      ...formulas.names.map((name): AnswerColumn => ({ name, unit: 'number' })),
    ];
    this.choice = groupChoice(ready, columnOf(ready.calculations, formulas.names), this.columns.length);
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

  /** Columns that groups are chosen by which are made of one bucket of time after another. */
  get choosingSequences(): number[] {
    const { havings, orders } = this.choice;
    const all = [...havings, ...orders.map(({ by }) => by)];
    const columns = new Set(all.flatMap((each) => ('column' in each ? [each.column] : [])));
    return [...columns].filter((column) => this.isSequence(column));
  }

  /** The column is a rate or concurrency. */
  isSequence(column: number): boolean {
    const op = this.ready.calculations[column]?.op;
    return op !== undefined && (op === 'CONCURRENCY' || RATE_OF[op] !== undefined);
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
