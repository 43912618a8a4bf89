/**
 * The events whose parents and roots are looked at. Relatives of events that lie scattered over a day lie scattered, too,
 * and nearly every block of rows would be read for them. So whole slices of time are chosen, spread evenly over all of it,
 * and in these a sample of traces.
 */
import type { QuestionRun } from '../question/question-run.ts';
import { type Cohorts, readWeights, sampleCondition, sampleRates, scaledBy } from './cohorts.ts';

/** A side of so many events is joined whole; their relatives are taken to have about as many attributes. */
const MAX_EVENTS = 20_000;
const MAX_VALUES = 1_000_000;
/** The events of as long lie together: the table is sorted by it. */
const SLICE_SECONDS = 300;
/** Of fewer the sample would not know how much they differ among each other. */
const MIN_SLICES = 64;
/** Each side must have events in so many. */
const MIN_HELD_SLICES = 32;

/** Slices of time that are read, with what each side weighs in them. */
export interface Slices {
  /** Seconds since the epoch. */
  starts: number[];
  selection: number[];
  rest: number[];
}

export interface KinSample {
  /** The sides as they are read here. */
  cohorts: Cohorts;
  /** Undefined where traces of all times are read. */
  slices: Slices | undefined;
  /** Traces of which relatives are looked for: a cheap test before the exact one. */
  ofTraces: string[];
}

/** SQL of the slice that an event is in. */
export const SLICE = 'toUInt32(toStartOfFiveMinutes(time))';

/** @param maxEvents are read of each side, about */
export async function sampleForKin(
  run: QuestionRun,
  cohorts: Cohorts,
  maxEvents = MAX_EVENTS,
): Promise<KinSample> {
  const { selection, rest, attributes, scale } = cohorts;
  const oneOf = sampleRates(
    {
      selection: { ...selection, events: selection.events / scale.selection },
      rest: { ...rest, events: rest.events / scale.rest },
      attributes: {
        selection: attributes.selection / scale.selection,
        rest: attributes.rest / scale.rest,
      },
    },
    { maxExactEvents: maxEvents, maxExactValues: MAX_VALUES },
  );
  return (await inSlices(run, cohorts, oneOf)) ?? (await ofAllTimes(run, cohorts, oneOf));
}

type OneOf = { selection: number; rest: number };

async function ofAllTimes(run: QuestionRun, cohorts: Cohorts, oneOf: OneOf): Promise<KinSample> {
  const { source, selected } = cohorts;
  const where = [cohorts.where, ...sampleCondition(selected, oneOf, cohorts.oneOf)].join('\n  AND ');
  const read = await readWeights(run, source, selected, where);
  const isAll = oneOf.selection === 1 || oneOf.rest === 1;
  const isOneOf = (side: 'selection' | 'rest') =>
    `intDiv(cityHash64(trace_id), ${cohorts.oneOf[side]}) % ${oneOf[side]} = 0`;
  return {
    cohorts: sampled(cohorts, where, read),
    slices: undefined,
    ofTraces: isAll ? [] : [`(${isOneOf('selection')} OR ${isOneOf('rest')})`],
  };
}

/** Undefined where there are too few slices, or a side is in too few of them. */
async function inSlices(run: QuestionRun, cohorts: Cohorts, oneOf: OneOf): Promise<KinSample | undefined> {
  const { source, selected, firstSecond, seconds } = cohorts;
  const first = Math.floor(firstSecond / SLICE_SECONDS);
  const count = Math.floor((firstSecond + seconds) / SLICE_SECONDS) - first + 1;
  const every = Math.min(oneOf.selection, oneOf.rest, Math.floor(count / MIN_SLICES));
  if (every < 2) return undefined;
  const chosen = run.bound.add(
    'Array(UInt32)',
    chosenSlices(first, count, every).map((slice) => slice * SLICE_SECONDS),
  );
  const further = {
    selection: Math.ceil(oneOf.selection / every),
    rest: Math.ceil(oneOf.rest / every),
  };
  const where = [
    cohorts.where,
    `toStartOfFiveMinutes(time) IN (SELECT arrayJoin(arrayMap(s -> toDateTime(s, 'UTC'), ${chosen})))`,
    ...sampleCondition(selected, further, cohorts.oneOf),
  ].join('\n  AND ');
  const { columns } = await run.query(
    `SELECT slice, sumIf(sample_rate, chosen) AS selection, sumIf(sample_rate, NOT chosen) AS rest
FROM (SELECT ${selected} AS chosen, sample_rate, ${SLICE} AS slice FROM ${source.from} WHERE ${where})
GROUP BY slice ORDER BY slice`,
  );
  const numbers = (name: string) => columns[name]!.map(Number);
  const slices: Slices = {
    starts: numbers('slice'),
    selection: numbers('selection'),
    rest: numbers('rest'),
  };
  const held = (side: 'selection' | 'rest') => slices[side].filter((weight) => weight > 0).length;
  if (held('selection') < MIN_HELD_SLICES || held('rest') < MIN_HELD_SLICES) return undefined;
  const sum = (side: 'selection' | 'rest') => slices[side].reduce((total, weight) => total + weight, 0);
  return {
    cohorts: sampled(cohorts, where, { selection: sum('selection'), rest: sum('rest') }),
    slices,
    ofTraces: ['trace_id IN (SELECT trace_id FROM events_here)'],
  };
}

/** One of each `every` slices in a row: which one differs from row to row, so that nothing regular is always met or missed. */
function chosenSlices(first: number, count: number, every: number): number[] {
  const chosen: number[] = [];
  for (let row = Math.floor(first / every); row * every < first + count; row++) {
    const slice = row * every + (mixed(row) % every);
    if (slice >= first && slice < first + count) chosen.push(slice);
  }
  return chosen;
}

/** A number below 2^32 that looks like chance, the same each time (finalizer of MurmurHash3). */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function sampled(cohorts: Cohorts, where: string, read: OneOf): Cohorts {
  const { weight, scale, sampleSize } = cohorts;
  const size = (side: 'selection' | 'rest') =>
    sampleSize[side] * Math.min(1, (read[side] * scale[side]) / weight[side]);
  return {
    ...scaledBy(cohorts, read),
    where,
    sampleSize: { selection: size('selection'), rest: size('rest') },
  };
}
