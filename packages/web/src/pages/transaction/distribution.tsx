import { type DurationHistogram, formatCount, formatDuration, type Nanoseconds } from '@tracebin/model';
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import { useWidth } from '../../controls/use-width.ts';
import { beginOfBin, durationBins, durationMarks, placeOf, stretchOf } from './duration-bins.ts';
import { percentileLabels } from './percentile-labels.ts';

const HEIGHT = 150;
const TOP = 30;
const BASE = HEIGHT - 20;

interface DistributionProps {
  histogram: DurationHistogram;
  percentiles: { p50: Nanoseconds; p95: Nanoseconds; p99: Nanoseconds };
  min: string | undefined;
  max: string | undefined;
  choose: (part: { min: string | undefined; max: string | undefined }) => void;
}

/** How long requests take, on a logarithmic axis; a part can be brushed by pointer or by keys. */
export function Distribution({ histogram, percentiles, min, max, choose }: DistributionProps) {
  const figure = useRef<HTMLDivElement>(null);
  const width = useWidth(figure);
  const bins = useMemo(() => durationBins(histogram), [histogram]);
  const [drawn, setDrawn] = useState<{ from: number; to: number } | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const drag = useRef<number | null>(null);
  const count = bins.hits.length;
  const step = width / count;
  const most = bins.hits.reduce((top, each) => Math.max(top, each), 1);
  const xOf = (duration: Nanoseconds) => placeOf(bins, duration) * step;
  const brushed =
    drawn ??
    (min === undefined && max === undefined
      ? null
      : {
          from: min === undefined ? 0 : Math.round(placeOf(bins, Number(min))),
          to: max === undefined ? count - 1 : Math.round(placeOf(bins, Number(max) + 1)) - 1,
        });
  const binAt = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(count - 1, Math.max(0, Math.floor(x / step)));
  };
  const commit = (part: { from: number; to: number }) => {
    setDrawn(null);
    choose(stretchOf(bins, part.from, part.to));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move !== undefined) {
      const next = Math.min(count - 1, Math.max(0, (at ?? (move > 0 ? -1 : count)) + move));
      if (event.shiftKey) {
        const anchor = drag.current ?? at ?? next;
        drag.current = anchor;
        setDrawn({ from: Math.min(anchor, next), to: Math.max(anchor, next) });
      }
      setAt(next);
    } else if (event.key === 'Enter' && drawn !== null) {
      drag.current = null;
      commit(drawn);
    } else if (event.key === 'Escape') {
      drag.current = null;
      setDrawn(null);
      if (brushed !== null) choose({ min: undefined, max: undefined });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const says = (index: number) =>
    `${formatDuration(beginOfBin(bins, index))} to ${formatDuration(beginOfBin(bins, index + 1))}: ${formatCount(bins.hits[index] ?? 0)}`;
  return (
    <section className="distribution">
      <div className="sec">
        <h2>Distribution</h2>
        <span className="small muted">
          {at === null ? 'drag over a part to see what it is made of' : says(at)}
        </span>
        {brushed !== null && (
          <button
            type="button"
            className="link-button right"
            onClick={() => choose({ min: undefined, max: undefined })}
          >
            All requests
          </button>
        )}
      </div>
      <div
        className="figure"
        ref={figure}
        role="slider"
        tabIndex={0}
        aria-label="Distribution; Shift with arrows draws a part, Enter takes it, Escape takes it back"
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={at ?? 0}
        aria-valuetext={at === null ? 'none' : says(at)}
        onKeyDown={onKeyDown}
      >
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={`Half take up to ${formatDuration(percentiles.p50)}, 95 % up to ${formatDuration(percentiles.p95)}`}
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              drag.current = binAt(event);
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              const bin = binAt(event);
              setAt(bin);
              if (drag.current === null) return;
              if (drawn !== null || bin !== drag.current)
                setDrawn({ from: Math.min(drag.current, bin), to: Math.max(drag.current, bin) });
            }}
            onPointerUp={() => {
              drag.current = null;
              if (drawn !== null) commit(drawn);
            }}
            onPointerLeave={() => drag.current === null && setAt(null)}
          >
            <rect className="ground" width={width} height={HEIGHT} />
            {durationMarks(bins).map((mark) => (
              <g key={mark}>
                <line className="grid" x1={xOf(mark)} x2={xOf(mark)} y1={TOP} y2={BASE} />
                <text x={Math.min(width - 20, Math.max(20, xOf(mark)))} y={HEIGHT - 5} textAnchor="middle">
                  {formatDuration(mark)}
                </text>
              </g>
            ))}
            {bins.hits.map((hits, index) => {
              if (hits === 0) return null;
              // One request beside a million is still to be seen.
              const height = Math.max(2, (hits / most) * (BASE - TOP));
              const isChosen = brushed === null || (index >= brushed.from && index <= brushed.to);
              const failed = (height * (bins.errors[index] ?? 0)) / hits;
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: bins have no other name
                <g key={index} className={isChosen ? 'bar' : 'bar rest'}>
                  <rect
                    x={index * step + 0.5}
                    width={Math.max(1, step - 1)}
                    y={BASE - height}
                    height={height}
                  />
                  {failed > 0 && (
                    <rect
                      className="failed"
                      x={index * step + 0.5}
                      width={Math.max(1, step - 1)}
                      y={BASE - failed}
                      height={failed}
                    />
                  )}
                </g>
              );
            })}
            <line className="base" x1={0} x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
            {brushed !== null && (
              <rect
                className="chosen"
                x={brushed.from * step}
                width={Math.max(1, (brushed.to - brushed.from + 1) * step)}
                y={0}
                height={BASE}
              />
            )}
            {percentileLabels(percentiles, xOf, width).map(({ name, x, y, text, anchor }) => (
              <g key={name} className="percentile">
                <line x1={x} x2={x} y1={y + 2} y2={BASE} />
                {anchor !== undefined && (
                  <text x={x + (anchor === 'end' ? -3 : 3)} y={y} textAnchor={anchor}>
                    {text}
                  </text>
                )}
              </g>
            ))}
          </svg>
        )}
      </div>
    </section>
  );
}
