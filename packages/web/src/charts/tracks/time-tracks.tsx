import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useNarrow } from '../../controls/use-narrow.ts';
import { useWidth } from '../../controls/use-width.ts';
import { formatRange } from '../../format/times.ts';
import { clockTicks } from '../clock-ticks.ts';
import { spanOfStep, type TimeAxis, xOfTime } from './time-axis.ts';
import './tracks.css';
import type { StepRange, Track, TrackMarker } from './track.ts';
import { TrackFigure } from './track-figure.tsx';
import { useTrackPointer } from './use-track-pointer.ts';

/** `10:21 min` fits. */
const VALUE_LABELS_PX = 60;

interface TimeTracksProps {
  label: string;
  axis: Omit<TimeAxis, 'left' | 'width'>;
  tracks: readonly Track[];
  markers: readonly TrackMarker[];
  /** The step under the crosshair, so that the numbers beside the tracks can be those of that moment. */
  at: number | null;
  setAt: (at: number | null) => void;
  /** What is heard of a step. */
  describe: (at: number) => string;
  zoom: (range: { from: number; to: number }) => void;
  /** More to do with a stretch of time, beside Zoom. */
  actions?: (range: { from: number; to: number }) => ReactNode;
}

/** Measures on one time axis: what happened at the same time stands on the same vertical. */
export function TimeTracks(props: TimeTracksProps) {
  const { label, tracks, markers, at, setAt, describe, actions } = props;
  const { from, to, start, step, count } = props.axis;
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const narrow = useNarrow();
  const [selection, setSelection] = useState<StepRange | null>(null);
  const axis = useMemo<TimeAxis>(
    () => ({ from, to, start, step, count, left: narrow ? 0 : VALUE_LABELS_PX, width }),
    [from, to, start, step, count, narrow, width],
  );
  const chosen = selection === null ? null : spanOfStep(axis, selection.first, selection.last);
  const zoom = () => {
    if (chosen === null) return;
    setSelection(null);
    setAt(null);
    props.zoom(chosen);
  };
  const { pointer, onKeyDown } = useTrackPointer({ axis, at, setAt, selection, setSelection, zoom });
  const hovered = at === null ? null : spanOfStep(axis, at);
  return (
    <section className="tracks" aria-label={label}>
      {tracks.map((track, index) => (
        <div key={track.id} className="track">
          <div className="side">{track.side}</div>
          <figure ref={index === 0 ? figure : undefined} style={{ height: track.height }}>
            {width > 0 && (
              <TrackFigure
                track={track}
                axis={axis}
                markers={markers}
                isFirst={index === 0}
                at={at}
                selection={selection}
                pointer={pointer}
              />
            )}
            {index === 0 && chosen !== null && (
              <div
                className="chosen-actions"
                style={{ right: Math.max(0, Math.min(width - 220, width - xOfTime(axis, chosen.to))) }}
              >
                <span className="small">
                  {formatRange(new Date(chosen.from), new Date(chosen.to), new Date(to))}
                </span>
                <button type="button" className="ctl" onClick={zoom}>
                  Zoom
                </button>
                {actions?.(chosen)}
                <button type="button" className="ctl plain" onClick={() => setSelection(null)}>
                  Clear
                </button>
              </div>
            )}
          </figure>
        </div>
      ))}
      <div className="track axis">
        <div className="side" />
        <div
          className="moments"
          role="slider"
          tabIndex={0}
          aria-label="Moment; Shift with arrows draws a stretch, Enter zooms into it"
          aria-valuemin={0}
          aria-valuemax={count - 1}
          aria-valuenow={at ?? 0}
          aria-valuetext={at === null ? 'none' : describe(at)}
          onKeyDown={onKeyDown}
        >
          <svg width={width} height={20} aria-hidden="true">
            {clockTicks(from, to, width - axis.left).map((tick) => (
              <text key={tick.at} x={tickX(xOfTime(axis, tick.at), axis)} y={14} textAnchor="middle">
                {hovered === null ? tick.label : ''}
              </text>
            ))}
            {hovered !== null && (
              <text
                className="now"
                x={tickX(xOfTime(axis, (hovered.from + hovered.to) / 2), axis, 60)}
                y={14}
                textAnchor="middle"
              >
                {formatRange(new Date(hovered.from), new Date(hovered.to), new Date(to))}
              </text>
            )}
          </svg>
        </div>
      </div>
    </section>
  );
}

/** Labels at the ends stay whole. */
const tickX = (x: number, { left, width }: TimeAxis, half = 20): number =>
  Math.min(width - half, Math.max(left + half, x));
