import { useRef, useState } from 'react';
import { useWidth } from '../controls/use-width.ts';
import { formatRange } from '../format/times.ts';
import { clockTicks } from './clock-ticks.ts';
import { placedMarkers } from './placed-markers.ts';
import { stepPath } from './step-path.ts';
import './step-track.css';
import type { TrackMarker } from './tracks/track.ts';

const HEIGHT = 96;
const TOP = 8;
const BOTTOM = HEIGHT - 20;
/** Room for the labels of the scale. */
const LEFT = 64;
/** Shorter drags are clicks. */
const MIN_BRUSH_PX = 5;

export interface TrackLine {
  name: string;
  /** One a step, oldest first; -1 where there is none. */
  values: readonly number[];
  /** A colour of the style sheet. */
  color: string;
  filled?: boolean;
}

interface StepTrackProps {
  title: string;
  /** Both ends in milliseconds since the epoch. */
  from: number;
  to: number;
  lines: readonly TrackLine[];
  format: (value: number) => string;
  /** Deploys and other moments; their labels stand in the first of several charts. */
  markers?: readonly TrackMarker[];
  withLabels?: boolean;
  /** Values are counts: no half of one on the scale. */
  integers?: boolean;
  /** A part of the range was drawn with the pointer. */
  zoom: (from: number, to: number) => void;
}

/** Values over time in steps, on one scale from zero; hovering tells a step's values, a drag zooms. */
export function StepTrack(props: StepTrackProps) {
  const { title, from, to, lines, format, integers = false, zoom, markers = [], withLabels = false } = props;
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const [hovered, setHovered] = useState(-1);
  const [brush, setBrush] = useState<{ start: number; end: number }>();
  const steps = lines[0]?.values.length ?? 0;
  const largest = lines.reduce((top, { values }) => Math.max(top, ...values), 0);
  const right = Math.max(LEFT + 1, width);
  const xOf = (at: number) => LEFT + ((at - from) / (to - from)) * (right - LEFT);
  const timeOf = (x: number) => from + ((x - LEFT) / (right - LEFT)) * (to - from);
  const placeOf = (event: React.PointerEvent) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(right, Math.max(LEFT, x));
  };
  const stepAt = (x: number) => Math.min(steps - 1, Math.floor(((x - LEFT) / (right - LEFT)) * steps));
  const box = { left: LEFT, right, top: TOP, bottom: BOTTOM, largest };
  const placed = placedMarkers(markers, { from, to, xOf, right });
  const lengthMs = (to - from) / Math.max(1, steps);
  return (
    <figure ref={figure} className="step-track">
      <figcaption className="row small">
        <span className="medium">{title}</span>
        {lines.map(({ name, values, color }) => (
          <span key={name} className="row soft">
            <i className="sw" style={{ background: `var(--${color})` }} />
            {name}
            {hovered >= 0 && (
              <b className="medium">{(values[hovered] ?? -1) < 0 ? 'none' : format(values[hovered]!)}</b>
            )}
          </span>
        ))}
        <span className="muted right">
          {hovered >= 0 &&
            formatRange(
              new Date(from + hovered * lengthMs),
              new Date(from + (hovered + 1) * lengthMs),
              new Date(to),
            )}
        </span>
      </figcaption>
      <svg
        width="100%"
        height={HEIGHT}
        role="img"
        aria-label={`${title} over time, at most ${format(largest)}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const start = placeOf(event);
          setBrush({ start, end: start });
        }}
        onPointerMove={(event) => {
          const x = placeOf(event);
          setHovered(stepAt(x));
          if (brush !== undefined) setBrush({ ...brush, end: x });
        }}
        onPointerUp={() => {
          if (brush !== undefined && Math.abs(brush.end - brush.start) >= MIN_BRUSH_PX)
            zoom(timeOf(Math.min(brush.start, brush.end)), timeOf(Math.max(brush.start, brush.end)));
          setBrush(undefined);
        }}
        onPointerCancel={() => setBrush(undefined)}
        onPointerLeave={() => setHovered(-1)}
      >
        {width > 0 && (
          <>
            {[largest, integers ? Math.floor(largest / 2) : largest / 2].map((value, at) => {
              const y = BOTTOM - (largest === 0 ? 1 - at / 2 : value / largest) * (BOTTOM - TOP);
              return (
                <g key={at === 0 ? 'top' : 'middle'}>
                  <line className="grid" x1={LEFT} x2={right} y1={y + 0.5} y2={y + 0.5} />
                  <text x={LEFT - 8} y={y + 4} textAnchor="end">
                    {value > 0 && format(value)}
                  </text>
                </g>
              );
            })}
            {clockTicks(from, to, right - LEFT).map(({ at, label }) => (
              <text key={at} x={xOf(at)} y={HEIGHT - 5} textAnchor="middle">
                {xOf(at) > LEFT + 20 && xOf(at) < right - 24 && label}
              </text>
            ))}
            {lines.map(({ name, values, color, filled }) => (
              <path
                key={name}
                d={stepPath(values, box, filled === true)}
                style={filled ? { fill: `var(--${color})` } : { fill: 'none', stroke: `var(--${color})` }}
                strokeWidth={1.4}
              />
            ))}
            {placed.map(({ x, title: told }) => (
              <g key={x} className="marker">
                <title>{told}</title>
                <line x1={x} x2={x} y1={TOP} y2={BOTTOM} />
              </g>
            ))}
            {withLabels &&
              placed.map(
                ({ x, label, isLabelled }) =>
                  isLabelled && (
                    <text key={x} className="marker-label" x={x + 4} y={TOP + 9}>
                      {label}
                    </text>
                  ),
              )}
            <line className="base" x1={LEFT} x2={right} y1={BOTTOM + 0.5} y2={BOTTOM + 0.5} />
            {hovered >= 0 && (
              <line
                className="cross"
                x1={LEFT + ((hovered + 0.5) / steps) * (right - LEFT)}
                x2={LEFT + ((hovered + 0.5) / steps) * (right - LEFT)}
                y1={TOP}
                y2={BOTTOM}
              />
            )}
            {brush !== undefined && (
              <rect
                className="brush"
                x={Math.min(brush.start, brush.end)}
                y={TOP}
                width={Math.abs(brush.end - brush.start)}
                height={BOTTOM - TOP}
              />
            )}
          </>
        )}
      </svg>
    </figure>
  );
}
