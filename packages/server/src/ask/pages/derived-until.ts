import type { IsoTime } from '@tracebin/model';
import type { Engine } from '../../store/engine/engine.ts';
import { isoTime } from '../iso-time.ts';

const NANOS_PER_SECOND = 1_000_000_000n;

/** Up to which receipt the traces of every share have been looked at; null before the first look. */
export async function derivedUntil(engine: Engine): Promise<IsoTime | null> {
  const { columns } = await engine.query(
    `SELECT toFloat64(count()) AS shares, toFloat64(toUnixTimestamp(min(received_until))) AS until
     FROM derive_progress FINAL`,
  );
  if (columns.shares![0] === 0) return null;
  return isoTime(BigInt(columns.until![0] as number) * NANOS_PER_SECOND);
}
