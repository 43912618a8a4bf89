import { durationParts } from '@tracebin/model';

/** A duration whose unit has a slot of its own, so that digits stand under digits. */
export function Quantity({ ns, strong }: { ns: number; strong?: boolean }) {
  const { digits, unit } = durationParts(ns);
  return (
    <span className={strong ? 'q hot' : 'q'}>
      {digits}
      <u>{unit}</u>
    </span>
  );
}
