import { formatDuration } from '@tracebin/model';

const WIDTH = 330;
const HEIGHT = 36;
const BINS = 46;

/** How the durations of alike spans lie, on a logarithmic axis; a single outlier still has a bar. */
export function DurationHistogram({ sorted, layer }: { sorted: Float64Array; layer: string }) {
  const low = Math.max(1, sorted[0] ?? 1);
  const high = Math.max(low * 1.01, sorted.at(-1) ?? 1);
  const span = Math.log(high / low);
  const bins = new Array<number>(BINS).fill(0);
  for (const each of sorted) {
    const at = Math.floor((Math.log(Math.max(low, each) / low) / span) * BINS);
    bins[Math.min(BINS - 1, Math.max(0, at))]! += 1;
  }
  const most = Math.max(...bins);
  const step = WIDTH / BINS;
  const ticks = [0, 1 / 3, 2 / 3, 1].map((share) => ({
    share,
    label: formatDuration(Math.round(low * Math.exp(span * share))),
  }));
  return (
    <svg
      className="trace-histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 18}`}
      role="img"
      aria-label={`Durations from ${formatDuration(low)} to ${formatDuration(high)}`}
    >
      {bins.map((count, index) => {
        if (count === 0) return null;
        const height = Math.max(1.5, HEIGHT * Math.sqrt(count / most));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={index}
            x={index * step}
            width={step - 1}
            y={HEIGHT - height}
            height={height}
            fill={`var(--layer-${layer})`}
          />
        );
      })}
      <line x1="0" x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} stroke="var(--line-strong)" />
      {ticks.map(({ share, label }) => (
        <text
          key={share}
          x={share * WIDTH}
          y={HEIGHT + 14}
          textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
        >
          {label}
        </text>
      ))}
    </svg>
  );
}
