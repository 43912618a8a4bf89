import { EventType } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import type { DeriveOptions } from './derive-options.ts';
import type { Receipt } from './quiet-traces.ts';

const NO_TRACE = `toFixedString('', 16)`;

/** What was received in a window of seconds, both ends inside: of each trace its spans of each second. */
export async function readArrivals(
  engine: Engine,
  { from, to }: { from: number; to: number },
  { index, count }: DeriveOptions['share'],
): Promise<Receipt[]> {
  const { columns, rows } = await engine.query(
    `SELECT toString(bin) AS bin_id, lower(hex(trace_id)) AS trace,
       toFloat64(toUnixTimestamp(received_at)) AS received, toFloat64(count()) AS spans,
       toString(toUnixTimestamp64Nano(min(time))) AS first,
       toString(toUnixTimestamp64Nano(max(addNanoseconds(time, duration)))) AS final
     FROM events
     WHERE type = ${EventType.span} AND received_at >= toDateTime({from:UInt32}, 'UTC')
       AND received_at <= toDateTime({to:UInt32}, 'UTC') AND trace_id != ${NO_TRACE}
       AND cityHash64(trace_id) % {count:UInt32} = {index:UInt32}
     GROUP BY bin, trace_id, received_at`,
    { from, to, index, count },
  );
  return Array.from({ length: rows }, (_, row) => ({
    bin: columns.bin_id![row] as string,
    traceId: columns.trace![row] as string,
    second: columns.received![row] as number,
    spans: columns.spans![row] as number,
    extent: { from: BigInt(columns.first![row] as string), to: BigInt(columns.final![row] as string) },
  }));
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
