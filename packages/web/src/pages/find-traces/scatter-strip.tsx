import { useNavigate } from '@tanstack/react-router';
import { formatDuration, type TracesAnswer } from '@tracebin/model';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWidth } from '../../controls/use-width.ts';
import { formatStart } from '../../format/times.ts';
import { useKeys } from '../../shell/keys.ts';
import { useShownTheme } from '../../shell/theme.ts';
import { type Brush, drawScatter, scatterColors } from './draw-scatter.ts';
import {
  durationOfY,
  nearestTrace,
  type ScatterScale,
  scatterScale,
  timeOfX,
  xOfTime,
  yOfDuration,
} from './scatter-scale.ts';

const HEIGHT = 136;
const REACH_PX = 14;
/** Shorter drags are clicks. */
const MIN_BRUSH_PX = 5;
/** A brush this flat means a time only. */
const MIN_BRUSH_HEIGHT_PX = 14;

/** What a brush asks for; durations are written as the filter writes them. */
export interface Zoom {
  from: number;
  to: number;
  min: string | undefined;
  max: string | undefined;
}

interface ScatterStripProps {
  bin: string;
  data: TracesAnswer;
  /** Trace marked from outside, -1 for none. */
  pointed: number;
  /** True when older traces of the range match but are not here. */
  newestOnly: boolean;
  zoom: (zoom: Zoom) => void;
}

/** Every trace shown, by time and duration: outliers stand apart. A click opens one, a drag zooms to what it covers. */
export function ScatterStrip({ bin, data, pointed, newestOnly, zoom }: ScatterStripProps) {
  const figure = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(figure);
  const theme = useShownTheme();
  const navigate = useNavigate();
  const [hovered, setHovered] = useState(-1);
  const [brush, setBrush] = useState<Brush>();
  const scale = useMemo(() => scatterScale(data, width, HEIGHT, newestOnly), [data, width, newestOnly]);
  const fontsReady = useFontsReady();
  const marked = hovered >= 0 ? hovered : pointed;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  const colors = useMemo(scatterColors, [theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: text drawn before its face was there must be drawn again
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null || width === 0) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawScatter({ context, scale, data, colors, marked, brush });
  }, [scale, data, colors, marked, brush, width, fontsReady]);
  useKeys(
    'Traces',
    brush === undefined ? [] : [{ keys: 'Escape', label: 'Leave the zoom', run: () => setBrush(undefined) }],
  );

  const place = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: Math.min(scale.bottom, Math.max(0, event.clientY - box.top)) };
  };
  const finish = (drawn: Brush) => {
    setBrush(undefined);
    if (Math.abs(drawn.x1 - drawn.x0) >= MIN_BRUSH_PX) {
      zoom(zoomOf(scale, drawn));
      return;
    }
    const index = nearestTrace(scale, data, drawn.x1, drawn.y1, REACH_PX);
    const traceId = data.traceId[index];
    if (traceId !== undefined)
      void navigate({ to: '/b/$bin/traces/$traceId', params: { bin, traceId }, search: {} });
  };
  const ratio = window.devicePixelRatio;
  return (
    <figure ref={figure} className="scatter">
      <figcaption className="sr-only">
        {`Duration of each of ${data.count} traces over time, on a logarithmic scale. The table below lists them.`}
      </figcaption>
      <canvas
        ref={canvas}
        width={Math.round(width * ratio)}
        height={Math.round(HEIGHT * ratio)}
        style={{ width, height: HEIGHT, cursor: hovered >= 0 ? 'pointer' : 'crosshair' }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const { x, y } = place(event);
          setBrush({ x0: x, y0: y, x1: x, y1: y });
        }}
        onPointerMove={(event) => {
          const { x, y } = place(event);
          if (brush !== undefined) setBrush({ ...brush, x1: x, y1: y });
          else setHovered(nearestTrace(scale, data, x, y, REACH_PX));
        }}
        onPointerUp={(event) => {
          const { x, y } = place(event);
          if (brush !== undefined) finish({ ...brush, x1: x, y1: y });
        }}
        onPointerCancel={() => setBrush(undefined)}
        onPointerLeave={() => setHovered(-1)}
      />
      {hovered >= 0 && hovered < data.count && brush === undefined && (
        <PointLabel data={data} index={hovered} scale={scale} />
      )}
    </figure>
  );
}

function zoomOf(scale: ScatterScale, brush: Brush): Zoom {
  const from = timeOfX(scale, Math.max(scale.left, Math.min(brush.x0, brush.x1)));
  const to = timeOfX(scale, Math.min(scale.right, Math.max(brush.x0, brush.x1)));
  const top = Math.min(brush.y0, brush.y1);
  const bottom = Math.max(brush.y0, brush.y1);
  const isFlat = bottom - top < MIN_BRUSH_HEIGHT_PX;
  return {
    from: Math.max(scale.from, from),
    to: Math.max(Math.min(scale.to, to), from + 1),
    min: isFlat || bottom >= scale.bottom - 1 ? undefined : shortDuration(durationOfY(scale, bottom)),
    max: isFlat || top <= scale.top + 1 ? undefined : shortDuration(durationOfY(scale, top)),
  };
}

function useFontsReady(): boolean {
  const [ready, setReady] = useState(document.fonts.status === 'loaded');
  useEffect(() => {
    void document.fonts.ready.then(() => setReady(true));
  }, []);
  return ready;
}

/** Three digits are as exact as a drag is. */
const shortDuration = (nanoseconds: number): string => formatDuration(nanoseconds).replace(' ', '');

function PointLabel({ data, index, scale }: { data: TracesAnswer; index: number; scale: ScatterScale }) {
  const x = xOfTime(scale, Date.parse(data.start[index]!));
  const y = yOfDuration(scale, data.duration[index]!);
  const leftHalf = x < (scale.left + scale.right) / 2;
  return (
    <div
      className="point-label small"
      style={leftHalf ? { left: x + 12, top: y - 12 } : { right: scale.right - x + 12, top: y - 12 }}
    >
      <span className="medium">{formatDuration(data.duration[index]!)}</span>{' '}
      <span className="muted">{data.rootService[index]}</span> {data.rootName[index]}{' '}
      {data.errors[index]! > 0 && <span className="bad">with errors </span>}
      <span className="muted">{formatStart(new Date(data.start[index]!), new Date())}</span>
    </div>
  );
}
