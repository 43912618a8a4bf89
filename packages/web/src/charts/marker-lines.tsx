import type { PlotBox } from './heatmap-scale.ts';
import type { PlacedMarker } from './placed-markers.ts';

/** Deploys and other moments over a plot: labels after all lines, so that none runs through one. */
export function MarkerLines({ markers, box }: { markers: readonly PlacedMarker[]; box: PlotBox }) {
  return (
    <>
      {markers.map(({ x }) => (
        <g key={x} className="heat-marker">
          <line x1={x} x2={x} y1={box.top} y2={box.bottom} />
        </g>
      ))}
      {markers.map(
        ({ x, label, isLabelled, anchor }) =>
          isLabelled && (
            <g key={x} className="heat-marker">
              <text x={anchor === 'start' ? x + 5 : x - 5} y={box.top + 10} textAnchor={anchor}>
                {label}
              </text>
            </g>
          ),
      )}
    </>
  );
}

/** Left of its line; near the begin of the chart, where it has no room there, right of it. */
export const besideLine =
  ({ left }: Pick<PlotBox, 'left'>) =>
  (x: number, width: number): PlacedMarker['anchor'] =>
    x - width < left ? 'start' : 'end';
