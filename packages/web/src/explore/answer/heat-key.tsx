import { formatCount } from '@tracebin/model';
import { HEAT_STEPS } from '../../charts/heatmap-grid.ts';

/** The colour scale in words: from one event to the most in a cell. */
export function HeatKey({ largest, noun }: { largest: number; noun: string }) {
  return (
    <span className="heat-key tiny muted right" aria-hidden="true">
      1
      <span>
        {Array.from({ length: HEAT_STEPS }, (_, step) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its number
          <i key={step} className={`heat-${step + 1}`} />
        ))}
      </span>
      {formatCount(largest)} {noun}
      {largest === 1 ? '' : 's'} per cell
    </span>
  );
}
