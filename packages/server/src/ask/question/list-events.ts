import { type EventsAnswer, type EventsRequest, EventType, filtersOf, joined } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { NewestWindows } from '../newest-windows.ts';
import { readRowsOverTime } from '../rows-over-time.ts';
import type { TimeRange } from '../time-range.ts';
import type { AskOptions } from './answer-question.ts';
import { relatedField } from './field-book.ts';
import { QuestionRun } from './question-run.ts';
import { type ReadyQuestion, readyQuestion } from './ready-question.ts';
import { isOfRowsAlone, type RowSource, rowSource } from './row-source.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MAX_COLUMNS = 100;
const USUAL_COLUMNS = ['service', 'name', 'duration'];
const TYPE_NAMES = Object.keys(EventType);
const FIRST_WINDOW_NANOS = 10_000_000_000n;
const GROWTH = 6n;

/** Of a bin, for each event wanted: where all are of the question, and where a part of them is. */
const ROWS_AN_EVENT = 4;
const ROWS_A_MATCH = 320;

/**
 * The raw events that a question is about. The newest and oldest are read in windows from their end of the range, each
 * larger than the one before, until there are enough.
 *
 * @throws BadRequestError `bad-question`, `bad-limit`
 */
export async function listEvents(
  engine: Engine,
  bin: BinScope,
  { question, columns, limit = DEFAULT_LIMIT, sort = 'newest' }: EventsRequest,
  options: AskOptions = {},
): Promise<EventsAnswer> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new BadRequestError('bad-limit', `"limit" must be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  const ready = readyQuestion(bin, question, options.nowMs);
  const names = [...new Set(columns ?? [...USUAL_COLUMNS, ...fieldsOf(ready)])];
  if (names.length > MAX_COLUMNS) {
    throw new BadRequestError('bad-question', `More than ${MAX_COLUMNS} columns.`);
  }
  const run = new QuestionRun(engine, new BoundValues(), options);
  const sourceOf = (range: TimeRange) =>
    rowSource(run, { ...ready, range }, options.maps, { columns: names });
  // Rows alone are asked for window by window; where other spans of their traces count, all of those are found once.
  const whole = sort !== 'longest' && isOfRowsAlone(ready, names) ? undefined : await sourceOf(ready.range);
  const answer: EventsAnswer = {
    from: isoTime(ready.range.from),
    to: isoTime(ready.range.to),
    count: 0,
    more: false,
    time: [],
    traceId: [],
    spanId: [],
    type: [],
    columns: names,
    values: names.map(() => []),
    sql: run.sql,
    read: run.read,
  };
  const read = async (window: Window | undefined) => {
    const own = whole ?? (await sourceOf({ ...(window ?? ready.range), isOpen: false }));
    const within = whole === undefined ? undefined : window;
    await readWindow(own, run, within, { sort, wanted: limit + 1 - answer.time.length }, answer);
    return answer.time.length;
  };
  if (sort === 'longest') await read(undefined);
  else if (sort === 'oldest') await readOldest(ready.range, limit + 1, read);
  else await readNewest(engine, ready, limit + 1, read);
  answer.more = answer.time.length > limit;
  for (const column of [answer.time, answer.traceId, answer.spanId, answer.type, ...answer.values]) {
    column.length = Math.min(column.length, limit);
  }
  answer.count = answer.time.length;
  answer.read = run.read;
  return answer;
}

type Window = Pick<TimeRange, 'from' | 'to'>;

async function readWindow(
  source: RowSource,
  run: QuestionRun,
  window: Window | undefined,
  { sort, wanted }: { sort: EventsRequest['sort']; wanted: number },
  answer: EventsAnswer,
): Promise<void> {
  const orders = { newest: 'time DESC', oldest: 'time', longest: 'duration DESC, time DESC' };
  const { bound } = run;
  const within =
    window === undefined
      ? ''
      : `\n  AND time >= ${bound.addTime(window.from)} AND time < ${bound.addTime(window.to)}` +
        ` AND toStartOfFiveMinutes(time) >= toStartOfFiveMinutes(${bound.addTime(window.from)})` +
        ` AND toStartOfFiveMinutes(time) <= toStartOfFiveMinutes(${bound.addTime(window.to)})`;
  const texts = answer.columns.map((name, index) => `${source.fields.field(name).text} AS v${index}`);
  const type = source.table === 'events' ? 'type' : '0';
  const { columns, rows } = await run.query(
    `SELECT toString(toUnixTimestamp64Nano(time)) AS at, ${type} AS event_type,
  ${['trace_id', 'span_id'].map((id) => `${source.fields.field(id).text} AS of_${id}`).join(', ')}${texts.map((text) => `,\n  ${text}`).join('')}
FROM ${source.from}
WHERE ${source.where}${within}
ORDER BY ${orders[sort ?? 'newest']}, trace_id, span_id
LIMIT ${wanted}`,
  );
  for (let row = 0; row < rows; row++) {
    answer.time.push(isoTime(BigInt(columns.at![row] as string)));
    answer.traceId.push((columns.of_trace_id![row] as string | null) ?? '');
    answer.spanId.push((columns.of_span_id![row] as string | null) ?? '');
    answer.type.push(TYPE_NAMES[Number(columns.event_type![row])] ?? '');
    answer.values.forEach((values, index) => {
      values.push(columns[`v${index}`]![row] as string | null);
    });
  }
}

/** The fields that the question itself names. */
function fieldsOf({
  breakdowns,
  calculations,
  heatmaps,
  filter,
}: ReturnType<typeof readyQuestion>): string[] {
  const conditions = [
    filter,
    ...calculations.map(({ filters, filterCombination }) => joined(filters, filterCombination)),
  ];
  return [
    ...breakdowns,
    ...[...calculations, ...heatmaps.map(({ calculation }) => calculation)].flatMap(
      ({ column }) => column ?? [],
    ),
    ...conditions.flatMap((each) =>
      each === undefined ? [] : [...filtersOf(each)].map(({ column }) => column),
    ),
  ].filter((name) => relatedField(name) === undefined);
}

/** Reads a window and tells how many events are known then. */
type Read = (window: Window) => Promise<number>;

async function readOldest({ from, to }: TimeRange, wanted: number, read: Read): Promise<void> {
  let length = FIRST_WINDOW_NANOS;
  let known = 0;
  for (let begin = from; begin < to && known < wanted; length *= GROWTH) {
    const end = to - begin <= 2n * length ? to : begin + length;
    known = await read({ from: begin, to: end });
    begin = end;
  }
}

/** Where events come all the time, the last seconds have enough of them; only otherwise it is worth to ask when they came. */
async function readNewest(engine: Engine, ready: ReadyQuestion, wanted: number, read: Read): Promise<void> {
  const { range, bin } = ready;
  if (range.to <= range.from) return;
  const last = range.to - FIRST_WINDOW_NANOS;
  if (last <= range.from) return void (await read(range));
  const inLast = await read({ from: last, to: range.to });
  if (inLast >= wanted) return;
  const rest: TimeRange = { from: range.from, to: last, isOpen: false };
  const firstRows = wanted * (isOfPart(ready) ? ROWS_A_MATCH : ROWS_AN_EVENT);
  const rows = await readRowsOverTime(engine, bin.bin, rest);
  const windows = new NewestWindows(rest, { wanted: wanted - inLast, firstRows, rows });
  for (let window = windows.first(); ; ) {
    const known = await read(window);
    if (known >= wanted || window.from <= range.from) return;
    window = windows.next(window.from, known - inLast);
  }
}

function isOfPart({ filter, dataset }: ReadyQuestion): boolean {
  return filter !== undefined || !(dataset === 'all' || dataset === 'spans');
}
