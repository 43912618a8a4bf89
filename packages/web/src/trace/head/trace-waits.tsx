import type { TraceFindingsAnswer } from '@tracebin/model';
import { formatClock } from '../../format/times.ts';

/** That a trace has not been worked up yet, and how far that is: until then nobody knows what there is to find in it. */
export const TraceWaits = ({ answer: { derivedUntil } }: { answer: TraceFindingsAnswer }) => (
  <p className="trace-waits soft small" role="status">
    Findings come when the trace has been worked up, some seconds after its last span
    {derivedUntil !== null && (
      <span className="muted"> · worked up to {formatClock(new Date(derivedUntil))}</span>
    )}
  </p>
);
