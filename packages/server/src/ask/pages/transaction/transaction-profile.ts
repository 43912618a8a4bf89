import type { TransactionDetailSearch, TransactionProfileAnswer } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { WEIGHT } from '../transaction-figures.ts';
import { type DetailScope, detailCondition, detailScope } from './detail-scope.ts';
import { mergeRequests } from './merge-requests.ts';
import { type RequestSpans, readRequestSpans } from './read-request-spans.ts';

/** So many requests are merged: enough for means, few enough to be read at once. */
const AVERAGE_REQUESTS = 40;
const SLOW_REQUESTS = 12;
/** Sorting more of them by duration changes nothing. */
const MAX_RANKED = 20_000;
/** One that took half as long is no request of about the p95, however few there are. */
const NEAR = 0.25;
/** Of all requests together; one of 4,000 spans leaves less room for others. */
const MAX_SPANS = 20_000;
/** Spans of a trace may lie outside of the transaction; before it began is what called it. */
const MARGIN_NANOS = 60_000_000_000n;

interface Chosen {
  traceId: string;
  spanId: string;
  time: bigint;
  duration: bigint;
}

/**
 * What an average request and one of about the p95 are made of. The first are chosen evenly from the fastest to the
 * slowest, the others are those whose duration is nearest to the p95.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-duration`
 */
export async function transactionProfile(
  engine: Engine,
  bin: BinScope,
  search: TransactionDetailSearch,
  nowMs = Date.now(),
): Promise<TransactionProfileAnswer> {
  const began = performance.now();
  const scope = detailScope(bin, search, nowMs);
  const chosen = await Promise.all([chooseAny(engine, scope), chooseSlow(engine, scope)]);
  const spans = await spansOf(engine, scope.bin, chosen.flat());
  const [average, slow] = chosen.map((requests) =>
    mergeRequests(
      requests.flatMap(({ traceId, spanId }) => {
        const trace = spans.get(traceId);
        return trace === undefined ? [] : [{ trace, spanId }];
      }),
    ),
  );
  return {
    average: average ?? null,
    slow: slow ?? null,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

const CHOSEN = `lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span,
  toString(toUnixTimestamp64Nano(time)) AS at, toString(duration) AS length, toFloat64(spans) AS size`;

async function chooseAny(engine: Engine, scope: DetailScope): Promise<Chosen[]> {
  const bound = new BoundValues();
  const where = detailCondition(scope, bound);
  // Every n-th from the fastest to the slowest: the mean of so few by chance alone would often miss the rare slow ones.
  return chosenOf(
    await engine.query(
      `WITH (SELECT count() FROM transactions WHERE ${where}) AS known
       SELECT ${CHOSEN}
       FROM (
         SELECT trace_id, span_id, time, duration, spans, sample_rate,
           sum(sample_rate) OVER (ORDER BY duration, span_id ROWS UNBOUNDED PRECEDING) AS upto,
           sum(sample_rate) OVER () AS whole
         FROM transactions
         WHERE ${where} AND cityHash64(trace_id, span_id) % greatest(1, intDiv(known, ${MAX_RANKED})) = 0
       )
       WHERE floor(upto * ${AVERAGE_REQUESTS} / whole - 0.5)
         != floor((upto - sample_rate) * ${AVERAGE_REQUESTS} / whole - 0.5)
       ORDER BY cityHash64(trace_id, span_id)
       LIMIT ${AVERAGE_REQUESTS}`,
      bound.params,
    ),
  );
}

async function chooseSlow(engine: Engine, scope: DetailScope): Promise<Chosen[]> {
  const bound = new BoundValues();
  const where = detailCondition(scope, bound);
  return chosenOf(
    await engine.query(
      `WITH (SELECT quantileExactWeighted(0.95)(duration, ${WEIGHT}) FROM transactions WHERE ${where}) AS p95
       SELECT ${CHOSEN} FROM transactions WHERE ${where}
         AND duration BETWEEN p95 * ${1 - NEAR} AND p95 * ${1 + NEAR}
       ORDER BY abs(toFloat64(duration) - p95), span_id
       LIMIT ${SLOW_REQUESTS}`,
      bound.params,
    ),
  );
}

function chosenOf({ columns, rows }: { columns: Record<string, unknown[]>; rows: number }): Chosen[] {
  const chosen: Chosen[] = [];
  let spans = 0;
  for (let row = 0; row < rows; row++) {
    spans += columns.size![row] as number;
    if (chosen.length > 0 && spans > MAX_SPANS) break;
    chosen.push({
      traceId: columns.trace![row] as string,
      spanId: columns.span![row] as string,
      time: BigInt(columns.at![row] as string),
      duration: BigInt(columns.length![row] as string),
    });
  }
  return chosen;
}

/** Of both kinds of requests at once: those that are close in time lie in the same blocks of the store. */
async function spansOf(
  engine: Engine,
  bin: string,
  chosen: readonly Chosen[],
): Promise<ReadonlyMap<string, RequestSpans>> {
  const found = await Promise.all(
    nearInTime(chosen).map((some) => {
      const from = some.reduce((least, { time }) => (time < least ? time : least), some[0]!.time);
      const to = some.reduce((most, { time, duration }) => {
        const end = time + duration;
        return end > most ? end : most;
      }, 0n);
      const traceIds = [...new Set(some.map(({ traceId }) => traceId))];
      const extent = { from: from - MARGIN_NANOS, to: to + MARGIN_NANOS };
      return readRequestSpans(engine, bin, traceIds, extent, MAX_SPANS * 2);
    }),
  );
  return new Map(found.flatMap((some) => [...some]));
}

/** The events of an hour are read for many requests at once, those of a day are not: few groups, each close in time. */
const MAX_GROUPS = 8;

function nearInTime(chosen: readonly Chosen[]): Chosen[][] {
  if (chosen.length === 0) return [];
  const sorted = [...chosen].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const first = sorted[0]!.time;
  const span = sorted.at(-1)!.time - first + 1n;
  const groups = Array.from({ length: MAX_GROUPS }, (): Chosen[] => []);
  for (const each of sorted) groups[Number(((each.time - first) * BigInt(MAX_GROUPS)) / span)]!.push(each);
  return groups.filter((group) => group.length > 0);
}
