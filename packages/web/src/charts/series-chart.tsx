import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useWidth } from '../controls/use-width.ts';
import { useShownTheme } from '../shell/theme.ts';
import { clockTicks } from './clock-ticks.ts';
import { drawSeries, readSeriesColors } from './draw-series.ts';
import type { ChartMarker } from './heatmap-overlay.tsx';
import type { PlotBox } from './heatmap-scale.ts';
import './heatmap.css';
import { besideLine, MarkerLines } from './marker-lines.tsx';
import { placedMarkers } from './placed-markers.ts';
import { usePointedTime } from './pointed-time.tsx';
import {
  bucketAt,
  bucketOfTime,
  lineAt,
  type SeriesData,
  type SeriesKind,
  seriesScale,
  seriesTicks,
  xOfBucket,
  yOfNumber,
} from './series-scale.ts';
import { ValuesLabel } from './values-label.tsx';

const AXIS_LEFT_PX = 52;
const AXIS_BOTTOM_PX = 20;
const DRAG_FROM_PX = { fine: 4, touch: 10 };

/** A span of time, milliseconds since the epoch; `to` is not inside. */
export interface TimeSpan {
  from: number;
  to: number;
}

interface SeriesChartProps {
  data: SeriesData;
  /** The same so much earlier, on the same buckets; of a stack its whole, as one line. */
  before?: SeriesData | undefined;
  kind: SeriesKind;
  wantsLog: boolean;
  height: number;
  label: string;
  format: (value: number) => string;
  markers?: readonly ChartMarker[];
  /** Line to bring forward, -1 for none. */
  marked: number;
  selection?: TimeSpan | undefined;
  select: (span: TimeSpan | undefined) => void;
  /** A click: the bucket and the line nearest to the pointer, -1 for none; with Shift it is to be selected. */
  pick: (span: TimeSpan, line: number, isToSelect: boolean) => void;
}

/**
 * Numbers over time in steps; a drag (or Shift and arrows) selects a span of time, a click picks a point. A finger drags
 * sideways and scrolls up and down; its first tap shows the numbers, its second on them is the click.
 */
export function SeriesChart(props: SeriesChartProps) {
  const { data, before, kind, wantsLog, height, label, format, markers = [], marked } = props;
  const { selection, select, pick } = props;
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(surface);
  const theme = useShownTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  const colors = useMemo(readSeriesColors, [theme]);
  const [pointedAt, pointAt] = usePointedTime();
  const pointed = bucketOfTime(data, pointedAt);
  const point = (bucket: number) =>
    pointAt(bucket < 0 ? undefined : data.from + (bucket + 0.5) * data.stepMs);
  const [drag, setDrag] = useState<{ from: number; to: number; startX: number; hasMoved: boolean }>();
  const anchor = useRef(-1);
  const box = useMemo<PlotBox>(
    () => ({
      left: AXIS_LEFT_PX,
      right: Math.max(AXIS_LEFT_PX + 1, width),
      top: 6,
      bottom: height - AXIS_BOTTOM_PX,
    }),
    [width, height],
  );
  const scale = useMemo(() => {
    if (kind === 'line') {
      const lines = before === undefined ? data.lines : [...data.lines, ...before.lines];
      return seriesScale({ ...data, lines }, kind, wantsLog);
    }
    const stack = seriesScale(data, kind, wantsLog);
    const behind = before === undefined ? stack : seriesScale(before, 'line', false);
    return behind.high > stack.high ? behind : stack;
  }, [data, before, kind, wantsLog]);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null || width === 0) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawSeries({ context, data, kind, scale, box, colors, marked, before });
  }, [data, before, kind, scale, box, colors, marked, width]);

  const spanOf = (a: number, b: number): TimeSpan => ({
    from: data.from + Math.min(a, b) * data.stepMs,
    to: data.from + (Math.max(a, b) + 1) * data.stepMs,
  });
  const xIn = (event: React.PointerEvent) => event.clientX - surface.current!.getBoundingClientRect().left;
  const yIn = (event: React.PointerEvent) => event.clientY - surface.current!.getBoundingClientRect().top;
  const shownSpan =
    drag?.hasMoved === true
      ? spanOf(drag.from, drag.to)
      : anchor.current >= 0 && pointed >= 0
        ? spanOf(anchor.current, pointed)
        : selection;
  const xOf = (at: number) => xOfBucket(data, box, (at - data.from) / data.stepMs);
  const placed = placedMarkers(markers, {
    from: data.from,
    to: data.from + data.buckets * data.stepMs,
    xOf,
    anchorOf: besideLine(box),
  });
  const ratio = window.devicePixelRatio;
  return (
    <div
      ref={surface}
      className="heatmap-surface"
      role="application"
      aria-label={`${label}. Arrows move over time, Shift and arrows select, Enter takes the selection.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region is operated by keys
      tabIndex={0}
      style={{ height }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          event.preventDefault();
          const step = event.key === 'ArrowRight' ? 1 : -1;
          const last = data.buckets - 1;
          if (event.shiftKey && anchor.current < 0) anchor.current = pointed < 0 ? last : pointed;
          if (!event.shiftKey) anchor.current = -1;
          // Begins at the newest.
          point(pointed < 0 ? last : Math.min(last, Math.max(0, pointed + step)));
        } else if (event.key === 'Enter' && pointed >= 0) {
          event.preventDefault();
          if (anchor.current >= 0) select(spanOf(anchor.current, pointed));
          else pick(spanOf(pointed, pointed), marked, event.shiftKey);
          anchor.current = -1;
        } else if (event.key === 'Escape' && (anchor.current >= 0 || selection !== undefined)) {
          event.preventDefault();
          if (anchor.current < 0) select(undefined);
          anchor.current = -1;
          point(-1);
        }
      }}
      onBlur={() => {
        anchor.current = -1;
      }}
      onPointerDown={(event) => {
        if (event.button !== 0 || xIn(event) < box.left) return;
        surface.current?.setPointerCapture(event.pointerId);
        const bucket = bucketAt(data, box, xIn(event));
        setDrag({ from: bucket, to: bucket, startX: xIn(event), hasMoved: false });
      }}
      onPointerMove={(event) => {
        const bucket = bucketAt(data, box, xIn(event));
        if (event.pointerType !== 'touch') point(xIn(event) < box.left ? -1 : bucket);
        if (drag !== undefined)
          setDrag({
            ...drag,
            to: bucket,
            hasMoved:
              drag.hasMoved ||
              Math.abs(xIn(event) - drag.startX) >=
                DRAG_FROM_PX[event.pointerType === 'touch' ? 'touch' : 'fine'],
          });
      }}
      onPointerUp={(event) => {
        if (drag === undefined) return;
        setDrag(undefined);
        const bucket = bucketAt(data, box, xIn(event));
        if (drag.hasMoved) select(spanOf(drag.from, bucket));
        else if (event.pointerType === 'touch' && bucket !== pointed) point(bucket);
        else pick(spanOf(bucket, bucket), lineAt(data, kind, scale, box, bucket, yIn(event)), event.shiftKey);
      }}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={(event) => event.pointerType !== 'touch' && point(-1)}
    >
      <canvas
        ref={canvas}
        width={Math.round(width * ratio)}
        height={Math.round(height * ratio)}
        style={{ width, height }}
      />
      <svg className="heatmap-overlay" width={width} height={height} aria-hidden="true">
        {seriesTicks(scale).map((value) => {
          const y = Math.round(yOfNumber(scale, box, value)) - 0.5;
          return (
            <g key={value}>
              <line
                className={value === 0 ? 'heat-base' : 'heat-grid'}
                x1={box.left}
                x2={box.right}
                y1={y}
                y2={y}
              />
              <text x={box.left - 8} y={y + 4} textAnchor="end">
                {format(value)}
              </text>
            </g>
          );
        })}
        {clockTicks(data.from, data.from + data.buckets * data.stepMs, box.right - box.left).map((tick) => {
          const x = xOf(tick.at);
          return x < box.left + 16 || x > box.right - 24 ? null : (
            <text key={tick.at} x={x} y={box.bottom + 15} textAnchor="middle">
              {tick.label}
            </text>
          );
        })}
        <MarkerLines markers={placed} box={box} />
        {shownSpan !== undefined && (
          <rect
            className="series-selection"
            x={Math.max(box.left, xOf(shownSpan.from))}
            y={box.top}
            width={Math.max(
              1,
              Math.min(box.right, xOf(shownSpan.to)) - Math.max(box.left, xOf(shownSpan.from)),
            )}
            height={box.bottom - box.top}
          />
        )}
        {pointed >= 0 && pointed < data.buckets && (
          <line
            className="series-crosshair"
            x1={xOfBucket(data, box, pointed + 0.5)}
            x2={xOfBucket(data, box, pointed + 0.5)}
            y1={box.top}
            y2={box.bottom}
          />
        )}
      </svg>
      {pointed >= 0 && pointed < data.buckets && drag === undefined && (
        <ValuesLabel
          data={data}
          before={before}
          isStack={kind !== 'line'}
          box={box}
          bucket={pointed}
          format={format}
        />
      )}
    </div>
  );
}
