import type { BinAnswer } from '@tracebin/model';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { isoTime } from './iso-time.ts';

export type BinActivity = Pick<BinAnswer, 'firstEventAt' | 'lastEventAt' | 'firstTraceId' | 'services'>;

const MAX_SERVICES = 500;

/**
 * Whether anything has arrived, since when, of which services. Read from `traces`, a twentieth of the events' size;
 * only a bin without any spans has its events looked at.
 */
export async function binActivity(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  nowMs = Date.now(),
): Promise<BinActivity> {
  const oldest =
    BigInt(Math.trunc(nowMs)) * 1_000_000n - BigInt(Math.round(retentionHours)) * 3_600_000_000_000n;
  const bound = new BoundValues();
  const { columns } = await engine.query(
    `SELECT
       toFloat64(count()) AS traces,
       toString(toUnixTimestamp64Nano(min(start))) AS first,
       toString(toUnixTimestamp64Nano(max(end))) AS last,
       lower(hex(argMin(trace_id, start))) AS first_trace,
       arraySort(groupUniqArrayArray(${MAX_SERVICES})(services)) AS all_services
     FROM traces
     WHERE bin = ${bound.add('String', bin)} AND start >= ${bound.addTime(oldest)}`,
    bound.params,
  );
  if ((columns.traces![0] as number) > 0) {
    return {
      firstEventAt: isoTime(BigInt(columns.first![0] as string)),
      lastEventAt: isoTime(BigInt(columns.last![0] as string)),
      firstTraceId: columns.first_trace![0] as string,
      services: columns.all_services![0] as string[],
    };
  }
  return readEventActivity(engine, bin, oldest);
}

async function readEventActivity(engine: Engine, bin: string, oldest: bigint): Promise<BinActivity> {
  const bound = new BoundValues();
  const { columns } = await engine.query(
    `SELECT
       toFloat64(count()) AS events,
       toString(toUnixTimestamp64Nano(min(time))) AS first,
       toString(toUnixTimestamp64Nano(max(time))) AS last,
       arraySort(groupUniqArray(${MAX_SERVICES})(toString(service))) AS all_services
     FROM events
     WHERE bin = ${bound.add('String', bin)} AND time >= ${bound.addTime(oldest)}`,
    bound.params,
  );
  const isEmpty = columns.events![0] === 0;
  return {
    firstEventAt: isEmpty ? null : isoTime(BigInt(columns.first![0] as string)),
    lastEventAt: isEmpty ? null : isoTime(BigInt(columns.last![0] as string)),
    firstTraceId: null,
    services: isEmpty ? [] : (columns.all_services![0] as string[]),
  };
}
