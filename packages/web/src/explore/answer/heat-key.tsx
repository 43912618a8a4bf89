import { formatCount } from '@tracebin/model';
import { heatSteps } from '../../charts/heatmap-grid.ts';

interface HeatKeyProps {
  /** Counts of the cells that hold something. */
  counts: readonly number[];
  largest: number;
  noun: string;
}

/** The colour scale in words: from the fewest to the most in a cell, in the shades that are drawn. */
export function HeatKey({ counts, largest, noun }: HeatKeyProps) {
  const smallest = counts.reduce((least, count) => Math.min(least, count), largest);
  return (
    <span className="heat-key tiny muted right" aria-hidden="true">
      {smallest < largest && formatCount(smallest)}
      <span>
        {heatSteps(smallest, largest).map((step) => (
          <i key={step} className={`heat-${step + 1}`} />
        ))}
      </span>
      {formatCount(largest)} {noun}
      {largest === 1 ? '' : 's'} per cell
    </span>
  );
}
