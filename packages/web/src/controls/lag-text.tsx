import type { IsoTime } from '@tracebin/model';
import { formatClock } from '../format/times.ts';

/** Answers out of what is worked up say how far that is. */
export interface WorkedUp {
  to: IsoTime;
  derivedUntil: IsoTime | null;
}

/** Longer behind than this and the reader should know. */
const USUAL_LAG_MS = 15_000;

/** How far what arrived has been worked up, where that is behind. */
export function LagText({ data, nowMs }: { data: WorkedUp; nowMs: number }) {
  if (data.derivedUntil === null) return null;
  const until = new Date(data.derivedUntil);
  const isBehind = nowMs - until.getTime() > USUAL_LAG_MS && Date.parse(data.to) > until.getTime();
  return (
    <span className={isBehind ? 'warn' : undefined}>
      {isBehind
        ? `What arrived after ${formatClock(until)} is still being worked up`
        : `Worked up to ${formatClock(until)}`}
    </span>
  );
}
