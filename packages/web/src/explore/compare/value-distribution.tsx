import type { ComparedNumbers } from '@tracebin/model';
import { formatTick, formatValue } from '../answer/format-value.ts';

const HEIGHT = 58;
const WIDTH = 300;
const LABEL_HEIGHT = 16;

/** A number on both sides over the same bins: the rest in grey, the selection in the accent before it. */
export function ValueDistribution({ numbers }: { numbers: ComparedNumbers }) {
  const { edges, selection, rest, unit, median } = numbers;
  const bins = edges.length - 1;
  const selectionShares = sharesOf(selection);
  const restShares = sharesOf(rest);
  const top = Math.max(...selectionShares, ...restShares, 1e-9);
  const step = WIDTH / Math.max(1, bins);
  const bars = (shares: number[], className: string) =>
    shares.map((share, bin) =>
      share === 0 ? null : (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its number
          key={bin}
          className={className}
          x={bin * step}
          width={Math.max(1, step - 1)}
          y={HEIGHT - Math.max(1, (share / top) * (HEIGHT - 4))}
          height={Math.max(1, (share / top) * (HEIGHT - 4))}
        />
      ),
    );
  const labelled = [...new Set([0, Math.round(bins / 3), Math.round((2 * bins) / 3), bins])];
  return (
    <div className="distribution">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + LABEL_HEIGHT}`}
        width="100%"
        height={HEIGHT + LABEL_HEIGHT}
        preserveAspectRatio="none"
        role="img"
        aria-label="Distribution on both sides"
      >
        {bars(restShares, 'bar-rest')}
        {bars(selectionShares, 'bar-selection')}
        <line className="heat-base" x1={0} x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
      </svg>
      <p className="distribution-edges tiny muted" aria-hidden="true">
        {labelled.map((edge) => (
          <span key={edge}>{formatTick(edges[edge] ?? 0, unit)}</span>
        ))}
      </p>
      <p className="tiny muted">
        median <span className="medium ink">{formatValue(median.selection, unit)}</span> against{' '}
        {formatValue(median.rest, unit)}
      </p>
    </div>
  );
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}
