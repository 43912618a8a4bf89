import { durationParts, formatDuration, formatExactDuration } from '@tracebin/model';

/** A duration in a table: digits end on one vertical, the unit has a slot of its own; every nanosecond on hover. */
export function DurationQuantity({ duration, hot = false }: { duration: number; hot?: boolean }) {
  const { digits, unit } = durationParts(duration);
  return (
    <span className={hot ? 'q hot' : 'q'} title={formatExactDuration(duration)}>
      {digits}
      {/* The space is for a screen reader and the clipboard; the slot's own padding is what is seen. */}
      <span className="sr-only"> </span>
      <u className={unit.length > 2 ? 'long' : undefined}>{unit}</u>
    </span>
  );
}

/** A duration in running text. */
export const DurationText = ({ duration }: { duration: number }) => (
  <span title={formatExactDuration(duration)}>{formatDuration(duration)}</span>
);
