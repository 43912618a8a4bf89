import { EventType } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import type { DeriveOptions } from './derive-options.ts';

const NO_TRACE = `toFixedString('', 16)`;

export interface Arrivals {
  bins: string[];
  traceIds: string[];
  /** Second of each trace's last receipt in the window. */
  last: number[];
}

/** Traces with spans received in a window of seconds, both ends inside. */
export async function readArrivals(
  engine: Engine,
  { from, to }: { from: number; to: number },
  { index, count }: DeriveOptions['share'],
): Promise<Arrivals> {
  const { columns } = await engine.query(
    `SELECT toString(bin) AS bin_id, lower(hex(trace_id)) AS trace,
       toFloat64(toUnixTimestamp(max(received_at))) AS received
     FROM events
     WHERE type = ${EventType.span} AND received_at >= toDateTime({from:UInt32}, 'UTC')
       AND received_at <= toDateTime({to:UInt32}, 'UTC') AND trace_id != ${NO_TRACE}
       AND cityHash64(trace_id) % {count:UInt32} = {index:UInt32}
     GROUP BY bin, trace_id`,
    { from, to, index, count },
  );
  return {
    bins: columns.bin_id as string[],
    traceIds: columns.trace as string[],
    last: columns.received as number[],
  };
}

/** Second of the first receipt at or after this one; undefined when there is none. */
export async function nextReceipt(engine: Engine, from: number): Promise<number | undefined> {
  const { columns } = await engine.query(
    `SELECT toFloat64(toUnixTimestamp(min(received_at))) AS first, toFloat64(count()) AS spans
     FROM events WHERE type = ${EventType.span} AND received_at >= toDateTime({from:UInt32}, 'UTC')`,
    { from },
  );
  return columns.spans![0] === 0 ? undefined : (columns.first![0] as number);
}
