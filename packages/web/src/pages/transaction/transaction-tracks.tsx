import { formatDuration, LAYER_NAMES, type Marker, type TransactionDetailAnswer } from '@tracebin/model';
import { useMemo, useState } from 'react';
import { spanOfStep, valueTicks } from '../../charts/tracks/time-axis.ts';
import { TimeTracks } from '../../charts/tracks/time-tracks.tsx';
import type { Track } from '../../charts/tracks/track.ts';
import { formatFailed } from '../../format/numbers.ts';
import { axisOf, figuresOf, largestOf, linesOf, sumsAt } from '../../load/load-figures.ts';
import { trackMarkers } from '../../load/track-markers.ts';
import { formatPerMinute } from '../../table/cells.tsx';

interface TransactionTracksProps {
  data: TransactionDetailAnswer;
  markers: readonly Marker[];
  noun: string;
  zoom: (range: { from: number; to: number }) => void;
}

/** Time by layer, throughput and errors of one transaction over time. */
export function TransactionTracks({ data, markers, noun, zoom }: TransactionTracksProps) {
  const [at, setAt] = useState<number | null>(null);
  const axis = useMemo(() => axisOf(data), [data]);
  const until = data.derivedUntil === null ? undefined : Date.parse(data.derivedUntil);
  const lines = useMemo(() => linesOf(data.series, axis, until), [data, axis, until]);
  const marks = useMemo(() => trackMarkers(markers), [markers]);
  const figuresAt = (index: number) => {
    const { from, to } = spanOfStep({ ...axis, left: 0, width: 0 }, index);
    return figuresOf(sumsAt(data.series, index), (to - from) / 60_000);
  };
  const { hits, total, errors } = data.figures;
  const whole = {
    mean: hits === 0 ? undefined : total / hits,
    perMinute: hits / ((axis.to - axis.from) / 60_000),
    errorRate: hits === 0 ? undefined : errors / hits,
  };
  const shown = at === null ? whole : figuresAt(at);
  const [topMean, topRate, topErrors] = [
    largestOf(lines.mean) * 1.1 || 1e6,
    largestOf(lines.perMinute) * 1.15 || 1,
    largestOf(lines.errorRate) * 1.15 || 0.01,
  ];
  const side = (name: string, value: string) => (
    <>
      <div className="name">{name}</div>
      <div className="big">{value}</div>
    </>
  );
  const tracks: Track[] = [
    {
      id: 'time',
      label: `Time per ${noun} by layer, mean of each step`,
      height: 132,
      min: 0,
      max: topMean,
      ticks: valueTicks(topMean),
      format: formatDuration,
      bands: LAYER_NAMES.map((name) => ({
        name,
        fill: `fill-${name}`,
        values: lines.layers[name],
        isQuiet: false,
      })),
      side: side(`Mean time`, shown.mean === undefined ? '–' : formatDuration(shown.mean)),
    },
    {
      id: 'throughput',
      label: 'Throughput',
      height: 50,
      min: 0,
      max: topRate,
      ticks: valueTicks(topRate, 1),
      format: formatPerMinute,
      line: lines.perMinute,
      tone: 'plain',
      isFilled: true,
      side: side('A minute', formatPerMinute(shown.perMinute)),
    },
    {
      id: 'errors',
      label: 'Error rate',
      height: 50,
      min: 0,
      max: topErrors,
      ticks: valueTicks(topErrors, 1),
      format: (value) => `${Number((value * 100).toPrecision(3))} %`,
      line: lines.errorRate,
      tone: 'bad',
      isFilled: true,
      side: side('Errors', shown.errorRate === undefined ? '–' : formatFailed(shown.errorRate)),
    },
  ];
  return (
    <TimeTracks
      label="Over time"
      axis={axis}
      tracks={tracks}
      markers={marks}
      at={at}
      setAt={setAt}
      zoom={zoom}
      describe={(index) => {
        const { mean, perMinute } = figuresAt(index);
        return `${mean === undefined ? 'nothing ran' : formatDuration(mean)}, ${formatPerMinute(perMinute)} a minute`;
      }}
    />
  );
}
