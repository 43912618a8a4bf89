import type { IsoTime } from '@tracebin/model';

const NANOS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds since the epoch as ISO 8601 in UTC with nine decimals. */
export function isoTime(nanos: bigint): IsoTime {
  let seconds = nanos / NANOS_PER_SECOND;
  let rest = nanos % NANOS_PER_SECOND;
  if (rest < 0n) {
    rest += NANOS_PER_SECOND;
    seconds -= 1n;
  }
  const date = new Date(Number(seconds) * 1000).toISOString();
  return `${date.slice(0, 19)}.${rest.toString().padStart(9, '0')}Z`;
}
