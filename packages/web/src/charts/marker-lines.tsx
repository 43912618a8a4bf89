import type { PlotBox } from './heatmap-scale.ts';
import type { PlacedMarker } from './placed-markers.ts';

/** Room that a label has left of its line; nearer to the begin of the chart it stands right of it. */
const LABEL_ROOM_PX = 110;

/** Deploys and other moments over a plot: labels after all lines, so that none runs through one. */
export function MarkerLines({ markers, box }: { markers: readonly PlacedMarker[]; box: PlotBox }) {
  return (
    <>
      {markers.map(({ x }) => (
        <g key={x} className="heat-marker">
          <line x1={x} x2={x} y1={box.top} y2={box.bottom} />
        </g>
      ))}
      {markers.map(({ x, label, isLabelled }) => {
        const isRight = x < box.left + LABEL_ROOM_PX;
        return !isLabelled ? null : (
          <g key={x} className="heat-marker">
            <text x={isRight ? x + 5 : x - 5} y={box.top + 10} textAnchor={isRight ? 'start' : 'end'}>
              {label}
            </text>
          </g>
        );
      })}
    </>
  );
}
