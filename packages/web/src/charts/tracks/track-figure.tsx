import type { PointerEvent } from 'react';
import { type PlacedMarker, placedMarkers } from '../placed-markers.ts';
import { spanOfStep, type TimeAxis, xOfTime } from './time-axis.ts';
import type { StepRange, Track, TrackMarker } from './track.ts';
import { TrackDrawing } from './track-drawing.tsx';

interface TrackFigureProps {
  track: Track;
  axis: TimeAxis;
  markers: readonly TrackMarker[];
  /** Labels of markers stand in the first track only. */
  isFirst: boolean;
  at: number | null;
  selection: StepRange | null;
  pointer: {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => void;
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => void;
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => void;
    onPointerLeave: () => void;
  };
}

/** One track with what moves over it. */
export function TrackFigure({ track, axis, markers, isFirst, at, selection, pointer }: TrackFigureProps) {
  const { height } = track;
  const chosen = selection === null ? null : spanOfStep(axis, selection.first, selection.last);
  const hovered = at === null ? null : spanOfStep(axis, at);
  return (
    <svg width={axis.width} height={height} role="img" aria-label={track.label} {...pointer}>
      <rect className="ground" width={axis.width} height={height} />
      <TrackDrawing track={track} axis={axis} withMarkerRoom={isFirst} />
      {chosen !== null && (
        <rect
          className="chosen"
          x={xOfTime(axis, chosen.from)}
          width={Math.max(1, xOfTime(axis, chosen.to) - xOfTime(axis, chosen.from))}
          y={0}
          height={height}
        />
      )}
      {placedMarkers(markers, { ...axis, xOf: (at) => xOfTime(axis, at), anchorOf: overLine(axis) }).map(
        ({ x, label, title, isLabelled, anchor }) => (
          <g key={x} className="marker">
            <title>{title}</title>
            <line x1={x} x2={x} y1={isFirst ? 14 : 0} y2={height} />
            {isFirst && isLabelled && (
              <text x={x} y={10} textAnchor={anchor}>
                {label}
              </text>
            )}
          </g>
        ),
      )}
      {hovered !== null && (
        <line
          className="cross"
          x1={middle(axis, hovered)}
          x2={middle(axis, hovered)}
          y1={isFirst ? 14 : 0}
          y2={height}
        />
      )}
    </svg>
  );
}

const middle = (axis: TimeAxis, { from, to }: { from: number; to: number }): number =>
  Math.round((xOfTime(axis, from) + xOfTime(axis, to)) / 2) + 0.5;

/** Over its line; at the ends of the axis beside it, so that it stays whole. */
const overLine =
  ({ left, width: end }: TimeAxis) =>
  (x: number, width: number): PlacedMarker['anchor'] =>
    x + width / 2 > end ? 'end' : x - width / 2 < left ? 'start' : 'middle';
