/**
 * Which requests stand for all of a transaction. In the store the spans of a trace lie among all that came in the same five
 * minutes, and to read ten traces of those costs what one does. So requests are chosen by their durations, and of those that
 * took about as long the ones that ran in the same five minutes as others. How many requests took about as long, and how
 * much time in all, is counted over every one of them.
 */
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { type DetailScope, detailCondition } from './detail-scope.ts';
import { fewerStrata, importance, merged, raceOf, type Stratum, totalOf } from './strata.ts';

/** So many are merged: enough for means, few enough to be read at once. */
const MOST_REQUESTS = 40;
const SLOW_REQUESTS = 12;
/** Where each ran in five minutes of its own, half as many do: every five minutes cost as much as many requests. */
const MAX_AVERAGE_SLOTS = 20;
const MAX_FURTHER_SLOTS = 6;
/** Up to so many each may be chosen, of more one of each part; a bin of durations that has all requests gives enough. */
const LISTED = 1_000;
const PARTS = 40;
/** Which five minutes are preferred differs between parts, so that the average is one of several hours. */
const PREFERENCES = 6;
/** Sorting more of them for the p95 changes nothing. */
const MAX_RANKED = 20_000;
/** One that took half as long is no request of about the p95, however few there are. */
const NEAR = 0.25;
/** All of these are equally good for it. */
const ALIKE = 0.01;
/** Of all requests together; one of 4,000 spans leaves less room for others. */
export const MAX_SPANS = 20_000;

const SLOT_NANOS = 300_000_000_000n;

export interface ChosenRequest {
  traceId: string;
  spanId: string;
  /** Nanoseconds since the epoch. */
  time: bigint;
  duration: bigint;
  /** How many it has. */
  spans: number;
  sampleRate: number;
}

/** One of those that took about as long and are sampled alike, with what all of them are together. */
interface Cell extends Stratum<ChosenRequest> {
  /** Which durations, and which sample rates. */
  bin: string;
  /** The lower, the more others ran in the same five minutes. */
  preference: bigint;
  isAlike: boolean;
}

/** Those for the average, by their durations, each with what it stands for; and those whose duration is about the p95. */
export async function chooseRequests(
  engine: Engine,
  scope: DetailScope,
): Promise<{ average: Stratum<ChosenRequest>[]; slow: ChosenRequest[] }> {
  const { cells, p95 } = await readCells(engine, scope);
  const average = fewerStrata(
    strataOf(cells),
    { strata: MOST_REQUESTS, spans: MAX_SPANS, slots: MAX_AVERAGE_SLOTS },
    (request) => ({ spans: request.spans, slot: slotOf(request) }),
  );
  const read = new Set(average.map(({ drawn }) => slotOf(drawn)));
  return { average, slow: withinSpans(nearP95(cells, p95, read)) };
}

/** Bins are an eighth of an octave; `reinterpret` tells that at a tenth of what a logarithm takes. */
const STEP = `bitShiftRight(reinterpret(toFloat32(duration), 'UInt32'), 20)`;
const RANDOM = 'intHash64(bitXor(toUInt64(toUnixTimestamp64Nano(time)), duration))';
/** Part of the key of a cell, above which stand the bin's and below which the part's. */
const ALIKE_BIT = 2 ** 20;
/** Half an octave. */
const SAMPLED = "bitShiftRight(reinterpret(toFloat32(sample_rate), 'UInt32'), 22)";

async function readCells(engine: Engine, scope: DetailScope): Promise<{ cells: Cell[]; p95: number }> {
  const bound = new BoundValues();
  const where = detailCondition(scope, bound);
  const { columns, rows } = await engine.query(
    `WITH (SELECT count() FROM transactions WHERE ${where}) AS known,
       (SELECT quantileExactWeighted(0.95)(duration, toUInt64(round(sample_rate * 1000))) FROM transactions
         WHERE ${where} AND ${RANDOM} % greatest(1, intDiv(known, ${MAX_RANKED})) = 0) AS p95
     SELECT toString(bitShiftRight(cell, 20)) AS bin_key, toUInt8(bitAnd(cell, ${ALIKE_BIT}) > 0) AS is_alike,
       toFloat64(p95) AS near_to, hits, spent, toString(request.7) AS preference,
       lower(hex(request.1)) AS trace, lower(hex(request.2)) AS span, toString(toUnixTimestamp64Nano(request.3)) AS at,
       toString(request.4) AS length, toFloat64(request.5) AS spans, request.6 AS rate,
       cityHash64(request.1, request.2) / 18446744073709551616. AS random
     FROM (
       SELECT cell, sum(sample_rate) AS hits, sum(duration * sample_rate) AS spent,
         argMin((trace_id, span_id, time, duration, spans, sample_rate, preferred), preferred) AS request
       FROM (
         SELECT trace_id, span_id, time, duration, spans, sample_rate, ${RANDOM} AS random,
           if(known <= ${LISTED}, random % 1000000, random % ${PARTS}) AS part,
           bitOr(bitShiftLeft(bitOr(bitShiftLeft(toUInt64(${STEP}), 12), ${SAMPLED}), 21),
             if(abs(toFloat64(duration) - p95) <= p95 * ${ALIKE}, ${ALIKE_BIT} + part, part)) AS cell,
           bitOr(bitShiftLeft(toUInt64(intHash32(intDiv(toUnixTimestamp64Nano(time), ${SLOT_NANOS}) * ${PREFERENCES}
             + part % ${PREFERENCES})), 32), bitShiftRight(random, 32)) AS preferred
         FROM transactions
         WHERE ${where}
       )
       GROUP BY cell
     )
     ORDER BY bitShiftRight(cell, 20), cell % ${ALIKE_BIT} % ${PREFERENCES}, cell`,
    bound.params,
  );
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row++) {
    const value = <T>(column: string): T => columns[column]![row] as T;
    const [hits, spent] = [value<number>('hits'), value<number>('spent')];
    cells.push({
      bin: value('bin_key'),
      isAlike: value<number>('is_alike') === 1,
      preference: BigInt(value<string>('preference')),
      hits,
      spent,
      squares: spent ** 2 / hits,
      race: raceOf(value('random'), hits),
      drawn: {
        traceId: value('trace'),
        spanId: value('span'),
        time: BigInt(value<string>('at')),
        duration: BigInt(value<string>('length')),
        spans: value('spans'),
        sampleRate: value('rate'),
      },
    });
  }
  return { cells, p95: rows === 0 ? 0 : (columns.near_to![0] as number) };
}

/** Of each bin as many as it is important, the preferred of as many cells beside each other. */
function strataOf(cells: readonly Cell[]): Stratum<ChosenRequest>[] {
  const all = totalOf(cells);
  const bins = new Map<string, Cell[]>();
  for (const cell of cells) {
    const known = bins.get(cell.bin);
    if (known === undefined) bins.set(cell.bin, [cell]);
    else known.push(cell);
  }
  return [...bins.values()].flatMap((bin) => {
    const count = Math.min(bin.length, Math.ceil(MOST_REQUESTS * importance(totalOf(bin), all)));
    return Array.from({ length: count }, (_, at) => {
      const some = bin.slice(
        Math.floor((at * bin.length) / count),
        Math.floor(((at + 1) * bin.length) / count),
      );
      const preferred = some.reduce((best, each) => (each.preference < best.preference ? each : best));
      const sums: Stratum<ChosenRequest> = some.slice(1).reduce<Stratum<ChosenRequest>>(merged, some[0]!);
      return { ...sums, drawn: preferred.drawn };
    });
  });
}

function nearP95(cells: readonly Cell[], p95: number, read: ReadonlySet<bigint>): ChosenRequest[] {
  const isRead = (request: ChosenRequest): boolean => read.has(slotOf(request));
  const byDuration = cells
    .map(({ drawn, isAlike }) => ({ request: drawn, isAlike, off: Math.abs(Number(drawn.duration) - p95) }))
    .filter(({ off }) => off <= p95 * NEAR)
    .sort((a, b) => a.off - b.off);
  const alike = byDuration.filter(({ isAlike, request }) => isAlike && isRead(request));
  const nearest = byDuration.filter(({ isAlike }, at) => isAlike || at < SLOW_REQUESTS);
  const further = new Set<bigint>();
  const chosen: ChosenRequest[] = [];
  for (const { request } of new Set([...alike, ...nearest])) {
    if (chosen.length === SLOW_REQUESTS) break;
    if (!isRead(request)) {
      if (!further.has(slotOf(request)) && further.size === MAX_FURTHER_SLOTS) continue;
      further.add(slotOf(request));
    }
    chosen.push(request);
  }
  return chosen;
}

const slotOf = ({ time }: ChosenRequest): bigint => time / SLOT_NANOS;

/** Whichever they are when not all have room: ids know nothing of durations. */
function withinSpans(requests: readonly ChosenRequest[]): ChosenRequest[] {
  const sorted = [...requests].sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
  let spans = 0;
  return sorted.filter((request, at) => {
    spans += request.spans;
    return at === 0 || spans <= MAX_SPANS;
  });
}
