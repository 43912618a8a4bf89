import type { Tick, TimeWindow } from '../layout/time-scale.ts';

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
  const length = window.to - window.from;
  return (
    <svg className="trace-axis" width={width} height={26} aria-hidden="true">
      {ticks.map((tick, index) => {
        const x = ((tick.at - window.from) / length) * width;
        // The outer labels stay inside, so that the first and the last moment can be read.
        const anchor = x < 24 && index === 0 ? 'start' : x > width - 24 ? 'end' : 'middle';
        return (
          <text key={tick.at} x={Math.min(width, Math.max(0, x))} y={17} textAnchor={anchor}>
            {tick.label}
          </text>
        );
      })}
    </svg>
  );
}
