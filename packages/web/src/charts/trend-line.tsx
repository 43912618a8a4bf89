import type { Nanoseconds } from '@tracebin/model';
import './trend-line.css';

const WIDTH = 58;
const HEIGHT = 18;
const BASE = HEIGHT - 1;
const TOP = 2;

/** A duration over time on its own scale from zero, in steps; where nothing ran there is no line. */
export function TrendLine({
  values,
  name,
  hot = false,
}: {
  values: readonly Nanoseconds[];
  name: string;
  hot?: boolean;
}) {
  return (
    <svg className={hot ? 'trend hot' : 'trend'} width={WIDTH} height={HEIGHT} role="img" aria-label={name}>
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      <path d={trendPath(values)} />
    </svg>
  );
}

/** Steps as an SVG path; `-1` is a gap. */
export function trendPath(values: readonly Nanoseconds[]): string {
  const largest = values.reduce((top, each) => Math.max(top, each), 0);
  if (largest <= 0) return '';
  const step = WIDTH / values.length;
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value < 0) {
      isDrawing = false;
      return;
    }
    const y = (BASE - (value / largest) * (BASE - TOP)).toFixed(1);
    const x = (index * step).toFixed(1);
    path += `${isDrawing ? 'V' : `M${x} `}${y}H${((index + 1) * step).toFixed(1)}`;
    isDrawing = true;
  });
  return path;
}
