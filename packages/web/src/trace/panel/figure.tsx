import { durationParts, formatExactDuration } from '@tracebin/model';

/** One number of a panel: what it is, and how long; every nanosecond on hover. */
export function Figure({ label, ns }: { label: string; ns: number }) {
  const { digits, unit } = durationParts(ns);
  return (
    <div title={formatExactDuration(Math.round(ns))}>
      <small>{label}</small>
      {digits}
      <u>{unit}</u>
    </div>
  );
}
