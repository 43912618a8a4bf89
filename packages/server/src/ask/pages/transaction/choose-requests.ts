/**
 * Which requests stand for all of a transaction. In the store the spans of a trace lie among all that came in the same five
 * minutes, and to read ten traces of those costs what one does. So requests are chosen by their durations, and of those that
 * took about as long the ones that ran in the same five minutes as others.
 */
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { type DetailScope, detailCondition } from './detail-scope.ts';

/** From each of so many parts one request is merged: enough for means, few enough to be read at once. */
const PARTS = 40;
const SLOW_REQUESTS = 12;
/** Where each ran in five minutes of its own, half as many do: every five minutes cost as much as many requests. */
const MAX_AVERAGE_SLOTS = 20;
const MAX_FURTHER_SLOTS = 6;
/** Sorting more of them by duration changes nothing. */
const MAX_RANKED = 20_000;
/** So many of a range's five minutes say as much as all of them, once each has many requests. */
const RANKED_SLOTS = 96;
const REQUESTS_FOR_FEWER_SLOTS = 5_000;
/** Which five minutes are preferred differs between parts, so that the average is one of several hours. */
const PREFERENCES = 6;
/** One that took half as long is no request of about the p95, however few there are. */
const NEAR = 0.25;
/** From the 94th to the 96th of a hundred all are about the p95. */
const NEAR_SHARE = 0.01;
const MAX_NEAR = 400;
/** So many are sorted to find those, where there are many: all of them took half of the CPU. */
const LISTED_SHARE = 0.03;
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
}

/**
 * For the average one of each fortieth of the requests, from the fastest to the slowest: the mean of so few by chance alone would
 * often miss the rare slow ones. And those whose duration is about the p95.
 */
export async function chooseRequests(
  engine: Engine,
  scope: DetailScope,
): Promise<{ average: ChosenRequest[]; slow: ChosenRequest[] }> {
  const bound = new BoundValues();
  const where = detailCondition(scope, bound);
  const slots = Number((scope.range.to - scope.range.from) / SLOT_NANOS) + 1;
  const everySlot = bound.add('UInt32', Math.ceil(slots / RANKED_SLOTS));
  const { columns, rows } = await engine.query(
    `WITH (SELECT count() FROM transactions WHERE ${where}) AS known,
       greatest(1, least(${everySlot}, intDiv(known, ${REQUESTS_FOR_FEWER_SLOTS}))) AS every_slot,
       greatest(1, intDiv(known, every_slot * ${MAX_RANKED})) AS every_request
     SELECT part, ${textOf('argMin(request, (is_far, slot_preference, cityHash64(request)))')} AS picked,
       arrayMap(each -> (each.1, ${textOf('each.2')}), groupArraySortedIf(${MAX_NEAR})((away, request), part = ${PARTS})) AS near
     FROM (
       SELECT (trace_id, span_id, time, duration, spans) AS request,
         upto * ${PARTS} / whole AS end, (upto - sample_rate) * ${PARTS} / whole AS begin,
         abs(upto / whole - 0.95) AS away,
         toUInt8(least(${PARTS - 1}, if(floor(end - 0.5) > floor(begin - 0.5), floor(begin - 0.5) + 1,
           floor((begin + end) / 2)))) AS fortieth,
         arrayJoin(if(away <= greatest(${LISTED_SHARE}, ${2 * MAX_NEAR} / known), [${PARTS}, fortieth], [fortieth])) AS part,
         abs((begin + end) / 2 - fortieth - 0.5) > 0.25 AS is_far,
         cityHash64(toStartOfFiveMinutes(time), part % ${PREFERENCES}) AS slot_preference
       FROM (
         SELECT trace_id, span_id, time, duration, spans, sample_rate,
           sum(sample_rate) OVER (ORDER BY duration, span_id ROWS UNBOUNDED PRECEDING) AS upto,
           sum(sample_rate) OVER () AS whole
         FROM transactions
         WHERE ${where} AND cityHash64(toStartOfFiveMinutes(time)) % every_slot = 0
           AND cityHash64(trace_id, span_id) % every_request = 0
       )
     )
     GROUP BY part
     ORDER BY part`,
    bound.params,
  );
  if (rows === 0) return { average: [], slow: [] };
  const picked = (columns.picked as RequestText[]).slice(0, rows - 1).map(requestOf);
  const average = slotsOf(picked).size > MAX_AVERAGE_SLOTS ? picked.filter((_, at) => at % 2 === 0) : picked;
  const near = (columns.near![rows - 1] as [number, RequestText][]).map(([away, request]) => ({
    away,
    request: requestOf(request),
  }));
  return { average: withinSpans(average), slow: withinSpans(nearP95(near, slotsOf(average))) };
}

/** @param near first the one nearest to the p95 */
function nearP95(
  near: readonly { away: number; request: ChosenRequest }[],
  read: ReadonlySet<bigint>,
): ChosenRequest[] {
  const p95 = Number(near[0]!.request.duration);
  const isRead = (request: ChosenRequest): boolean => read.has(slotOf(request));
  const byDuration = near
    .map(({ away, request }) => ({ away, request, off: Math.abs(Number(request.duration) - p95) }))
    .filter(({ off }) => off <= p95 * NEAR)
    .sort((a, b) => a.off - b.off);
  const alike = byDuration.filter(({ away, request }) => away <= NEAR_SHARE && isRead(request));
  const nearest = byDuration.slice(0, SLOW_REQUESTS).filter((each) => !alike.includes(each));
  const further = new Set<bigint>();
  const chosen: ChosenRequest[] = [];
  for (const { request } of [...alike, ...nearest]) {
    if (chosen.length === SLOW_REQUESTS) break;
    if (!isRead(request)) {
      if (!further.has(slotOf(request)) && further.size === MAX_FURTHER_SLOTS) continue;
      further.add(slotOf(request));
    }
    chosen.push(request);
  }
  return chosen;
}

/** Trace, span, time, duration, spans. */
type RequestText = [string, string, string, string, number];

const textOf = (request: string): string => {
  const of = `(${request})`;
  return `(lower(hex(${of}.1)), lower(hex(${of}.2)), toString(toUnixTimestamp64Nano(${of}.3)), toString(${of}.4), toFloat64(${of}.5))`;
};

const requestOf = ([traceId, spanId, time, duration, spans]: RequestText): ChosenRequest => ({
  traceId,
  spanId,
  time: BigInt(time),
  duration: BigInt(duration),
  spans,
});

const slotOf = ({ time }: ChosenRequest): bigint => time / SLOT_NANOS;
const slotsOf = (requests: readonly ChosenRequest[]): Set<bigint> => new Set(requests.map(slotOf));

/** Whichever they are when not all have room: ids know nothing of durations. */
function withinSpans(requests: readonly ChosenRequest[]): ChosenRequest[] {
  const sorted = [...requests].sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
  let spans = 0;
  return sorted.filter((request, at) => {
    spans += request.spans;
    return at === 0 || spans <= MAX_SPANS;
  });
}
