import {
  type CompareCohort,
  type CompareRequest,
  deviationsAbove,
  filtersOf,
  joined,
  type Selection,
} from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import { narrowSql } from '../question/narrow-sql.ts';
import type { QuestionRun } from '../question/question-run.ts';
import { NO_PARENT } from '../question/relatives.ts';
import type { RowSource } from '../question/row-source.ts';

/** What is counted exactly of each side; beyond, a sample of whole traces. */
export interface CohortLimits {
  maxExactEvents: number;
  /** Attributes of all events together: what counting them costs goes by these. */
  maxExactValues: number;
}

/** The two sides as SQL over the rows of `source`, and what is known of them. */
export interface Cohorts {
  source: RowSource;
  /** The row is selected. */
  selected: string;
  /** WHERE: the row is on one of the sides, and in the sample. */
  where: string;
  selection: CompareCohort;
  rest: CompareCohort;
  /** Weights of the sides; shares are of these. */
  weight: { selection: number; rest: number };
  /** How many independent events the shares stand on. */
  sampleSize: { selection: number; rest: number };
  /** A sample is read of one of the sides at least. */
  isSampled: boolean;
  /** Of so many traces of a side one is read. */
  oneOf: { selection: number; rest: number };
  /** What a counted weight stands for: 1 where all events of the side are read; of a sample see `scaledBy`. */
  scale: { selection: number; rest: number };
  /** Attributes of all events of the sides together. */
  attributes: { selection: number; rest: number };
  /** When the first event was, in seconds since the epoch, and how long after it the last. */
  firstSecond: number;
  seconds: number;
  /** Some event stands in another span, whose fields can be compared too. */
  hasParents: boolean;
  /** Columns that the sides were told apart by. */
  selecting: ReadonlySet<string>;
}

/** @throws BadRequestError `empty-selection`, `empty-rest`, `bad-selection` */
export async function readCohorts(
  run: QuestionRun,
  source: RowSource,
  { selection, against }: CompareRequest,
  limits: CohortLimits,
  nowMs?: number,
): Promise<Cohorts> {
  const selected = sideSql(selection, source, nowMs);
  const other = against === undefined ? undefined : sideSql(against, source, nowMs);
  const isOnASide = other === undefined ? source.where : `${source.where}\n  AND (${selected} OR ${other})`;
  const figures = (side: string, name: string) =>
    [
      `countIf(${side}) AS ${name}_events`,
      `sumIf(sample_rate, ${side}) AS ${name}_weight`,
      `sumIf(sample_rate * sample_rate, ${side}) AS ${name}_squares`,
      `uniqIf(trace_id, ${side}) AS ${name}_traces`,
      `sumIf(attributes, ${side}) AS ${name}_attributes`,
      `countIf(${side} AND trace_id = toFixedString('', 16)) AS ${name}_loose`,
    ].join(', ');
  const { columns } = await run.query(
    `SELECT ${figures('chosen', 'selection')},
  ${figures('NOT chosen', 'rest')},
  countIf(is_child) AS children, toUnixTimestamp(min(time)) AS first_second, toUnixTimestamp(max(time)) - first_second AS seconds
FROM (SELECT ${selected} AS chosen, sample_rate, trace_id, time, ${attributeCount(source)} AS attributes,
  ${source.table === 'events' ? `${source.parentId} != ${NO_PARENT}` : 'false'} AS is_child FROM ${source.from} WHERE ${isOnASide})`,
  );
  const figure = (name: string) => Number(columns[name]![0]);
  const cohort = (name: string): CompareCohort => ({
    events: figure(`${name}_events`),
    weight: figure(`${name}_weight`),
    traces: figure(`${name}_traces`),
  });
  const sides = { selection: cohort('selection'), rest: cohort('rest') };
  refuseEmpty(sides, against !== undefined);
  const attributes = { selection: figure('selection_attributes'), rest: figure('rest_attributes') };
  const oneOf = sampleRates({ ...sides, attributes }, limits);
  const where = [isOnASide, ...sampleCondition(selected, oneOf)].join('\n  AND ');
  const weight = { selection: sides.selection.weight, rest: sides.rest.weight };
  const size = (name: 'selection' | 'rest') =>
    sampleSize(sides[name], figure(`${name}_squares`), figure(`${name}_loose`)) / oneOf[name];
  return {
    source,
    selected,
    where,
    ...sides,
    weight,
    attributes,
    sampleSize: { selection: size('selection'), rest: size('rest') },
    isSampled: oneOf.selection > 1 || oneOf.rest > 1,
    oneOf,
    scale: { ...oneOf },
    firstSecond: figure('first_second'),
    seconds: figure('seconds'),
    hasParents: figure('children') > 0,
    selecting: new Set(
      [...columnsOf(selection), ...(against === undefined ? [] : columnsOf(against))].flatMap(
        (name) => SAME_THING.find((names) => names.includes(name)) ?? [name],
      ),
    ),
  };
}

/** Of so many traces of a side one is read, so that the side stays within the limits. */
export function sampleRates(
  cohorts: Pick<Cohorts, 'selection' | 'rest' | 'attributes'>,
  { maxExactEvents, maxExactValues }: CohortLimits,
): { selection: number; rest: number } {
  const oneOf = (side: 'selection' | 'rest') =>
    Math.max(
      1,
      Math.ceil(cohorts[side].events / maxExactEvents),
      Math.ceil(cohorts.attributes[side] / maxExactValues),
    );
  return { selection: oneOf('selection'), rest: oneOf('rest') };
}

/** Sizes are a column of their own: attributes are not read for it, as `length` would. */
function attributeCount({ table }: RowSource): string {
  return table === 'events' ? ATTRIBUTE_MAPS.map((map) => `${map}.size0`).join(' + ') : '0';
}

const ATTRIBUTE_MAPS = ['strings', 'ints', 'doubles', 'bools', 'jsons'];

/** @param read what the sides weigh in the sample: rarely exactly the share that was aimed at */
export function scaledBy(cohorts: Cohorts, read: { selection: number; rest: number }): Cohorts {
  const { weight } = cohorts;
  const scale = (side: 'selection' | 'rest') => weight[side] / (read[side] || 1);
  return { ...cohorts, scale: { selection: scale('selection'), rest: scale('rest') } };
}

/** What the sides weigh in a sample. */
export async function readWeights(
  run: QuestionRun,
  source: RowSource,
  selected: string,
  where: string,
): Promise<{ selection: number; rest: number }> {
  const { columns } = await run.query(
    `SELECT sumIf(sample_rate, chosen) AS selection, sumIf(sample_rate, NOT chosen) AS rest
FROM (SELECT ${selected} AS chosen, sample_rate FROM ${source.from} WHERE ${where})`,
  );
  return {
    selection: Number(columns.selection![0]) || 1,
    rest: Number(columns.rest![0]) || 1,
  };
}

/**
 * Kish's effective size of a weighted sample; and the events of one trace share their cause, so no more than there
 * are traces (events without a trace stand for themselves).
 */
function sampleSize({ weight, traces }: CompareCohort, squares: number, loose: number): number {
  const effective = squares > 0 ? weight ** 2 / squares : 0;
  return Math.min(effective, loose > 0 ? traces - 1 + loose : traces);
}

/**
 * Whole traces, so that parents and children stay together; the same traces each time.
 *
 * @param within of so many traces one is there already
 */
export function sampleCondition(
  selected: string,
  oneOf: { selection: number; rest: number },
  within = { selection: 1, rest: 1 },
): string[] {
  if (oneOf.selection === 1 && oneOf.rest === 1) return [];
  const either = (of: { selection: number; rest: number }) =>
    of.selection === of.rest ? `${of.rest}` : `if(${selected}, ${of.selection}, ${of.rest})`;
  const hash = 'cityHash64(trace_id)';
  const left = within.selection === 1 && within.rest === 1 ? hash : `intDiv(${hash}, ${either(within)})`;
  return [`${left} % ${either(oneOf)} = 0`];
}

function sideSql(selection: Selection, source: RowSource, nowMs: number | undefined): string {
  const { filters, filterCombination, ...rest } = selection;
  const where = narrowSql({ ...rest, condition: joined(filters, filterCombination) }, source, nowMs);
  if (where.length > 0) return `(${where.join(' AND ')})`;
  throw new BadRequestError('bad-selection', 'The selection says nothing.', {
    hint: 'Give from and to, range, group, filters or traceIds.',
  });
}

function columnsOf({ range, group, filters, filterCombination }: Selection): string[] {
  const condition = joined(filters, filterCombination);
  return [
    ...(range === undefined ? [] : [range.column]),
    ...(group ?? []).map(({ column }) => column),
    ...(condition === undefined ? [] : [...filtersOf(condition)].map(({ column }) => column)),
  ];
}

function refuseEmpty(sides: Record<'selection' | 'rest', CompareCohort>, isAgainst: boolean): void {
  if (sides.selection.events === 0) {
    throw new BadRequestError('empty-selection', 'No event of the question is in the selection.', {
      hint: 'Select where there are events; the page may be older than its newest events.',
    });
  }
  if (sides.rest.events > 0) return;
  throw new BadRequestError(
    'empty-rest',
    isAgainst
      ? 'Both sides are the same events: there is nothing to compare.'
      : 'Every event of the question is selected: there is no rest to compare with.',
    { hint: 'Select fewer events, or ask for a longer range of time.' },
  );
}

/** Selecting by one is selecting by the other. */
const SAME_THING = [
  ['duration', 'duration_ms'],
  ['error', 'status', 'status.code'],
  ['service', 'service.name'],
];

/** More than most bins have. The same for all, so that the first fields can be ranked before the last are known. */
const FIELDS = 500;
const FEWEST_VALUES = 20;

/**
 * How sure a difference must be: of so many fields with so many values each, one comparison in twenty may call a chance a
 * difference.
 */
export function deviationsFor(values: number): number {
  return deviationsAbove(0.05 / 2 / (FIELDS * Math.max(FEWEST_VALUES, values)));
}

/** The same for two fields together, where any two values of any two fields could be called different. */
export const DEVIATIONS_FOR_PAIRS = deviationsAbove(0.05 / 2 / ((FIELDS * FEWEST_VALUES) ** 2 / 2));
