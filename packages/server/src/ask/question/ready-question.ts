/** Checks what no schema can, and resolves defaults, times and the buckets of time. */
import {
  type Calculation,
  type Condition,
  type Dataset,
  DEFAULT_GROUPS,
  DEFAULT_RANGE_SECONDS,
  filtersOf,
  joined,
  MAX_GROUPS,
  MAX_GROUPS_WITHOUT_SERIES,
  needsColumn,
  parseDuration,
  type Question,
} from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import { isoTime } from '../iso-time.ts';
import { parseTime, parseTimeRange, type TimeRange } from '../time-range.ts';
import { checkCondition } from './check-condition.ts';
import { relatedField } from './field-book.ts';

/** Equal buckets of time, on multiples of their length. Nanoseconds. */
export interface Buckets {
  start: bigint;
  step: bigint;
  count: number;
}

export interface ReadyQuestion {
  bin: BinScope;
  dataset: Dataset;
  range: TimeRange;
  question: Question;
  /** Without HEATMAPs. */
  calculations: Calculation[];
  heatmaps: { calculation: Calculation; index: number }[];
  filter: Condition | undefined;
  breakdowns: string[];
  limit: number;
  buckets: Buckets;
  isWeighted: boolean;
}

const MAX_COMPARISONS = 500;
const MAX_CALCULATIONS = 50;
const MAX_BREAKDOWNS = 20;
const MAX_BUCKETS = 1_000;
const WANTED_BUCKETS = 120;
const NANOS = 1_000_000_000;
/** Lengths of buckets that people read easily, in seconds. */
const ROUND_SECONDS = [
  0.001, 0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600,
  43200, 86400, 172800, 604800,
];

/** @throws BadRequestError `bad-question`, `bad-time`, `bad-time-range`, `bad-granularity` */
export function readyQuestion(bin: BinScope, question: Question, nowMs = Date.now()): ReadyQuestion {
  const asked = question.calculations ?? [];
  const all: Calculation[] = asked.length === 0 ? [{ op: 'COUNT' }] : asked;
  const breakdowns = question.breakdowns ?? [];
  const filter = joined(question.filters, question.filterCombination);
  refuseAbove('calculations', all.length, MAX_CALCULATIONS);
  refuseAbove('breakdowns', breakdowns.length, MAX_BREAKDOWNS);
  if (new Set(breakdowns).size < breakdowns.length) throw bad('A breakdown stands there twice.');
  let comparisons = filter === undefined ? 0 : checkCondition(filter);
  for (const calculation of all) {
    checkCalculation(calculation);
    const own = joined(calculation.filters, calculation.filterCombination);
    if (own !== undefined) comparisons += checkCondition(own);
  }
  refuseAbove('comparisons', comparisons, MAX_COMPARISONS);
  refuseSameNames([...all, ...(question.formulas ?? [])]);
  refuseCalculatedElsewhere(question, [
    filter,
    ...all.map((each) => joined(each.filters, each.filterCombination)),
  ]);
  const range = rangeOf(question, bin.retentionHours, nowMs);
  return {
    bin,
    dataset: question.dataset ?? 'spans',
    range,
    question,
    calculations: all.filter(({ op }) => op !== 'HEATMAP'),
    heatmaps: all
      .map((calculation, index) => ({ calculation, index }))
      .filter(({ calculation }) => calculation.op === 'HEATMAP'),
    filter,
    breakdowns,
    limit: limitOf(question),
    buckets: bucketsOf(range, question.granularity),
    isWeighted: question.unweighted !== true,
  };
}

/** The same question so much earlier, bucket for bucket; undefined where it asks for no comparison. */
export function earlier(ready: ReadyQuestion): ReadyQuestion | undefined {
  const { compareTo } = ready.question;
  if (compareTo === undefined) return undefined;
  const back = lengthOf(compareTo);
  const { from, to } = ready.range;
  if (back > from) throw bad(`There is no time so long ago: ${JSON.stringify(compareTo)}`);
  return {
    ...ready,
    range: { from: from - back, to: to - back, isOpen: false },
    buckets: { ...ready.buckets, start: ready.buckets.start - back },
    question: { ...ready.question, havings: [] },
  };
}

/** Formulas, HAVING and ORDER BY would take the one that stands first. */
function refuseSameNames(named: readonly { name?: string }[]): void {
  const names = named.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw bad(`Two numbers are called ${JSON.stringify(twice)}.`, 'Give each a name of its own.');
}

/** What is calculated of the event is known of no other span: asked there, it would be an attribute that nobody has. */
function refuseCalculatedElsewhere(
  { calculatedFields = [], calculations = [], breakdowns = [] }: Question,
  conditions: readonly (Condition | undefined)[],
): void {
  if (calculatedFields.length === 0) return;
  const names = new Set(calculatedFields.map(({ name }) => name));
  const asked = [
    ...breakdowns,
    ...calculations.flatMap(({ column }) => (column === undefined ? [] : [column])),
    ...conditions.flatMap((each) =>
      each === undefined ? [] : [...filtersOf(each)].map(({ column }) => column),
    ),
  ];
  const wrong = asked.find((name) => names.has(relatedField(name)?.name ?? ''));
  if (wrong === undefined) return;
  throw bad(
    `${JSON.stringify(wrong)} is asked of another span, and calculated of the event itself.`,
    'Name the calculated field otherwise than the attribute, or ask for the attribute.',
  );
}

function checkCalculation({ op, column }: Calculation): void {
  if (needsColumn(op) && (column === undefined || column === '')) {
    throw bad(`${op} needs a column.`, `Write {"op":"${op}","column":"duration"}.`);
  }
  if (!needsColumn(op) && column !== undefined) throw bad(`${op} is of events and takes no column.`);
}

function limitOf({ limit, disableSeries, calculations = [], breakdowns = [] }: Question): number {
  // Rates are made of numbers in buckets of time, shown or not.
  const withSeries = disableSeries !== true || calculations.some(({ op }) => op.startsWith('RATE_'));
  const most = withSeries ? MAX_GROUPS : MAX_GROUPS_WITHOUT_SERIES;
  if (limit === undefined) return breakdowns.length === 0 ? 1 : DEFAULT_GROUPS;
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw bad(
    `"limit" must be a whole number from 1 to ${most}.`,
    withSeries ? `Up to ${MAX_GROUPS_WITHOUT_SERIES} with "disableSeries" and without rates.` : undefined,
  );
}

function rangeOf(
  { timeRange, startTime, endTime }: Question,
  retentionHours: number,
  nowMs: number,
): TimeRange {
  if (timeRange !== undefined && startTime !== undefined && endTime !== undefined) {
    throw bad('"timeRange", "startTime" and "endTime" together say too much.', 'Leave one out.');
  }
  const now = BigInt(Math.trunc(nowMs)) * 1_000_000n;
  const length = lengthOf(timeRange ?? DEFAULT_RANGE_SECONDS);
  const start = startTime === undefined ? undefined : timeText(startTime);
  const end = endTime === undefined ? undefined : timeText(endTime);
  if (start !== undefined && timeRange !== undefined) {
    const to = isoTime(parseTime(start, 'startTime', now) + length);
    return parseTimeRange({ from: start, to }, retentionHours, nowMs);
  }
  const to = end === undefined ? now : parseTime(end, 'endTime', now);
  const from = start ?? isoTime(to > length ? to - length : 0n);
  return parseTimeRange({ from, to: end }, retentionHours, nowMs);
}

function timeText(time: unknown): string {
  if (typeof time === 'string') return time;
  if (typeof time !== 'number') throw bad('A time is a number or a text.');
  if (!Number.isFinite(time) || time < 0 || time > 9e9)
    throw bad('A time as a number is seconds since the epoch.');
  return isoTime(BigInt(Math.round(time * 1000)) * 1_000_000n);
}

/** @throws BadRequestError for what is no length of time */
export function lengthOf(range: unknown): bigint {
  if (typeof range === 'number') {
    if (Number.isFinite(range) && range > 0 && range <= 9e9)
      return BigInt(Math.round(range * 1000)) * 1_000_000n;
  } else if (typeof range === 'string') {
    const days = /^\s*(\d{1,4})\s*d\s*$/.exec(range);
    if (days !== null) return BigInt(days[1]!) * 86_400n * BigInt(NANOS);
    const length = /\d\s*$/.test(range) ? undefined : parseDuration(range);
    if (length !== undefined && length > 0) return BigInt(length);
  }
  throw bad(`Not a length of time: ${JSON.stringify(range)}`, 'Write seconds, or 30m, 24h, 7d.');
}

function bucketsOf({ from, to }: TimeRange, granularity: number | undefined): Buckets {
  const length = Number(to - from) / NANOS;
  const seconds = granularity ?? ROUND_SECONDS.find((each) => length / each <= WANTED_BUCKETS) ?? length / 60;
  const step = BigInt(Math.max(1, Math.round(seconds * NANOS)));
  const start = from - (from % step);
  const count = Number((to - start + step - 1n) / step);
  if (Number.isFinite(seconds) && seconds > 0 && count <= MAX_BUCKETS + 1) return { start, step, count };
  throw new BadRequestError(
    'bad-granularity',
    `"granularity" makes more than ${MAX_BUCKETS} buckets of the range.`,
    {
      hint: `It is seconds; at least ${Math.ceil(length / MAX_BUCKETS)} here.`,
    },
  );
}

function refuseAbove(what: string, count: number, most: number): void {
  if (count > most) throw bad(`More than ${most} ${what}.`);
}

function bad(message: string, hint?: string): BadRequestError {
  return new BadRequestError('bad-question', message, hint === undefined ? {} : { hint });
}
