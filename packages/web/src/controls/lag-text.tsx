import { useQuery } from '@tanstack/react-query';
import type { IsoTime } from '@tracebin/model';
import { healthQuery } from '../api/queries.ts';
import { formatClock } from '../format/times.ts';

/** Answers out of what is worked up say how far that is. */
export interface WorkedUp {
  to: IsoTime;
  derivedUntil: IsoTime | null;
}

/** Longer behind than this and the reader should know. */
const USUAL_LAG_MS = 15_000;

/** How far what arrived has been worked up, and where that is behind, why. */
export function LagText({ data, nowMs }: { data: WorkedUp; nowMs: number }) {
  const until = new Date(data.derivedUntil ?? Number.NaN);
  const isBehind = nowMs - until.getTime() > USUAL_LAG_MS && Date.parse(data.to) > until.getTime();
  const health = useQuery({ ...healthQuery, enabled: isBehind });
  if (data.derivedUntil === null) return null;
  return (
    <span className={isBehind ? 'warn' : undefined}>
      {isBehind
        ? `What arrived after ${formatClock(until)} is still being worked up${health.data?.derive?.ingestFirst ? ': ingest first' : ''}`
        : `Worked up to ${formatClock(until)}`}
    </span>
  );
}
