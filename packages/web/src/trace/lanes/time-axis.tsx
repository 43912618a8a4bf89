import { placeLabels, type Tick, type TimeWindow } from '../layout/time-scale.ts';

/** Labels of the time axis, over the grid lines of the lanes. */
export function TimeAxis({
  ticks,
  window,
  width,
}: {
  ticks: readonly Tick[];
  window: TimeWindow;
  width: number;
}) {
  return (
    <svg className="trace-axis" width={width} height={26} aria-hidden="true">
      {placeLabels(ticks, window, width).map(({ at, label, x, anchor }) => (
        <text key={at} x={x} y={17} textAnchor={anchor}>
          {label}
        </text>
      ))}
    </svg>
  );
}
