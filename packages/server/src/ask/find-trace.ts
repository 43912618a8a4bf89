import type { TraceId } from '@tracebin/model';
import { NotFoundError } from '../errors.ts';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { eventTimeCondition } from './event-time-condition.ts';

/** Where a trace lies in time, so that its events can be read without looking elsewhere. Nanoseconds since the epoch. */
export interface TraceExtent {
  start: bigint;
  /** Of the span that ended last. */
  end: bigint;
  expiresAt: bigint;
}

/** @throws NotFoundError when the bin holds no span of it, or no longer does */
export async function findTrace(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  traceId: TraceId,
  nowMs: number,
): Promise<TraceExtent> {
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT
       toString(toUnixTimestamp64Nano(start)) AS started,
       toString(toUnixTimestamp64Nano(end)) AS ended,
       toString(toUnixTimestamp(expires_at)) AS expires
     FROM traces
     WHERE bin = ${bound.add('String', bin)} AND trace_id = ${bound.addId(traceId, 16)}
     SETTINGS max_threads = 1`,
    bound.params,
  );
  if (rows === 0) {
    const days = retentionHours >= 48 ? `${Math.round(retentionHours / 24)} days` : `${retentionHours} hours`;
    throw new NotFoundError(`There is no trace ${traceId} here.`, {
      hint: `Spans are kept for ${days}, and appear once their sender has sent them.`,
    });
  }
  // A row for each block in which spans of it came, until the engine has merged them.
  const all = (name: string): bigint[] => (columns[name] as string[]).map(BigInt);
  const extent = {
    start: all('started').reduce((a, b) => (a < b ? a : b)),
    end: all('ended').reduce((a, b) => (a > b ? a : b)),
    expiresAt: all('expires').reduce((a, b) => (a > b ? a : b)) * 1_000_000_000n,
  };
  const now = BigInt(Math.trunc(nowMs)) * 1_000_000n;
  // Rows go some time after they expire, and a shorter retention counts at once.
  const keptUntil = extent.end + BigInt(Math.round(retentionHours)) * 3_600_000_000_000n;
  if (keptUntil < extent.expiresAt) extent.expiresAt = keptUntil;
  if (extent.expiresAt < now) {
    throw new NotFoundError(`Trace ${traceId} is older than what this bin keeps.`);
  }
  return extent;
}

/** WHERE clause on `events` for everything of one trace; logs may lie this far outside of its spans. */
export function eventsOfTrace(
  bin: string,
  traceId: TraceId,
  extent: TraceExtent,
  marginNanos: bigint,
  bound: BoundValues,
): string {
  return [
    `bin = ${bound.add('String', bin)}`,
    eventTimeCondition(extent.start - marginNanos, extent.end + marginNanos, bound),
    `trace_id = ${bound.addId(traceId, 16)}`,
  ].join(' AND ');
}
