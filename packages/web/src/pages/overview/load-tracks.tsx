import {
  durationParts,
  formatDuration,
  LAYER_NAMES,
  type LayerName,
  type OverviewAnswer,
} from '@tracebin/model';
import { type ReactNode, useMemo, useState } from 'react';
import { spanOfStep, valueTicks } from '../../charts/tracks/time-axis.ts';
import { TimeTracks } from '../../charts/tracks/time-tracks.tsx';
import type { Track } from '../../charts/tracks/track.ts';
import {
  axisOf,
  figuresOf,
  isComparable,
  type LoadFigures,
  largestOf,
  linesOf,
  smallestOf,
  sumsAt,
} from '../../load/load-figures.ts';
import { trackMarkers } from '../../load/track-markers.ts';
import { formatPerMinute } from '../../table/cells.tsx';
import { ApdexT } from './apdex-t.tsx';
import { type Change, changeInWords } from './change-in-words.ts';

interface LoadTracksProps {
  bin: string;
  data: OverviewAnswer;
  /** `request`, `run`. */
  noun: string;
  /** `the day before`. */
  comparedWith: string;
  layer: LayerName | undefined;
  chooseLayer: (layer: LayerName | undefined) => void;
  zoom: (range: { from: number; to: number }) => void;
  actions: (range: { from: number; to: number }) => ReactNode;
}

/** Time per request by layer, throughput, error rate and Apdex on one time axis. */
export function LoadTracks(props: LoadTracksProps) {
  const { bin, data, noun, comparedWith, layer, chooseLayer, zoom, actions } = props;
  const [at, setAt] = useState<number | null>(null);
  const axis = useMemo(() => axisOf(data), [data]);
  const until = data.derivedUntil === null ? undefined : Date.parse(data.derivedUntil);
  const lines = useMemo(() => linesOf(data.series, axis, until), [data, axis, until]);
  const before = useMemo(() => {
    if (data.before === null || !isComparable(data)) return undefined;
    return linesOf(data.before.series, axis);
  }, [data, axis]);
  const markers = useMemo(() => trackMarkers(data.markers), [data.markers]);
  const figuresAt = (index: number): LoadFigures => {
    const { from, to } = spanOfStep({ ...axis, left: 0, width: 0 }, index);
    return figuresOf(sumsAt(data.series, index), (to - from) / 60_000);
  };
  const minutes = (axis.to - axis.from) / 60_000;
  const shown = at === null ? figuresOf(data.all, minutes) : figuresAt(at);
  const earlier =
    data.before === null || before === undefined
      ? undefined
      : at === null
        ? figuresOf(data.before.all, minutes)
        : figuresOf(sumsAt(data.before.series, at), axis.step / 60_000);
  const change = changeInWords(shown, earlier, comparedWith);
  const tops = {
    mean: largestOf(lines.mean, before?.mean) * 1.1 || 1e6,
    rate: largestOf(lines.perMinute, before?.perMinute) * 1.15 || 1,
    errors: largestOf(lines.errorRate, before?.errorRate) * 1.15 || 0.01,
  };
  const lowApdex = Math.min(0.9, Math.floor(smallestOf(lines.apdex) * 10) / 10);
  const tracks: Track[] = [
    {
      id: 'time',
      label: `Time per ${noun} by layer, mean of each step`,
      height: 214,
      min: 0,
      max: tops.mean,
      ticks: valueTicks(tops.mean),
      format: formatDuration,
      before: before?.mean,
      bands: LAYER_NAMES.map((name) => ({
        name,
        fill: `fill-${name}`,
        values: lines.layers[name],
        isQuiet: layer !== undefined && layer !== name,
      })),
      side: (
        <TimeSide noun={noun} figures={shown} change={change.mean} layer={layer} chooseLayer={chooseLayer} />
      ),
    },
    {
      id: 'throughput',
      label: 'Throughput',
      height: 58,
      min: 0,
      max: tops.rate,
      ticks: valueTicks(tops.rate, 1),
      format: formatPerMinute,
      before: before?.perMinute,
      line: lines.perMinute,
      tone: 'plain',
      isFilled: true,
      side: (
        <SmallSide name="Throughput" change={change.perMinute}>
          {formatPerMinute(shown.perMinute)} <small>/min</small>
        </SmallSide>
      ),
    },
    {
      id: 'errors',
      label: 'Error rate',
      height: 58,
      min: 0,
      max: tops.errors,
      ticks: valueTicks(tops.errors, 1),
      format: (value) => `${Number((value * 100).toPrecision(3))} %`,
      before: before?.errorRate,
      line: lines.errorRate,
      tone: 'bad',
      isFilled: true,
      side: (
        <SmallSide name="Error rate" change={change.errorRate}>
          {shown.errorRate === undefined ? '–' : (shown.errorRate * 100).toFixed(2)} <small>%</small>
        </SmallSide>
      ),
    },
    {
      id: 'apdex',
      label: `Apdex, T ${data.apdexMs} ms`,
      height: 58,
      min: lowApdex,
      max: 1.005,
      ticks: [lowApdex, 1],
      format: (value) => value.toFixed(2),
      before: before?.apdex,
      line: lines.apdex,
      tone: 'plain',
      isFilled: false,
      side: (
        <SmallSide name={<ApdexT bin={bin} apdexMs={data.apdexMs} />} change={change.apdex}>
          {shown.apdex === undefined ? '–' : shown.apdex.toFixed(2)}
        </SmallSide>
      ),
    },
  ];
  return (
    <TimeTracks
      label="Load over time"
      axis={axis}
      tracks={tracks}
      markers={markers}
      at={at}
      setAt={setAt}
      zoom={zoom}
      actions={actions}
      describe={(index) => {
        const { mean, perMinute } = figuresAt(index);
        return `${mean === undefined ? 'nothing ran' : formatDuration(mean)}, ${formatPerMinute(perMinute)} a minute`;
      }}
    />
  );
}

interface TimeSideProps {
  noun: string;
  figures: LoadFigures;
  change: Change | undefined;
  layer: LayerName | undefined;
  chooseLayer: (layer: LayerName | undefined) => void;
}

/** The mean, and each layer's part: clicked, the list below says who causes it. */
function TimeSide({ noun, figures, change, layer, chooseLayer }: TimeSideProps) {
  const parts = figures.mean === undefined ? undefined : durationParts(figures.mean);
  return (
    <>
      <div className="name">Time per {noun}</div>
      <div className="big">
        {parts?.digits ?? '–'} <small>{parts?.unit} mean</small>
      </div>
      <ChangeText change={change} />
      <div className="layer-list">
        {LAYER_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={layer === name}
            title={`Who spends time in ${name}`}
            onClick={() => chooseLayer(layer === name ? undefined : name)}
          >
            <i className={`sw l-${name}`} />
            <span>{name}</span>
            <b>{formatDuration(figures.layers[name] ?? 0)}</b>
          </button>
        ))}
      </div>
    </>
  );
}

const SmallSide = ({
  name,
  change,
  children,
}: {
  name: ReactNode;
  change: Change | undefined;
  children: ReactNode;
}) => (
  <div className="small-side">
    <div className="name">{name}</div>
    <div className="value">
      <span className="big">{children}</span>
      <ChangeText change={change} />
    </div>
  </div>
);

const ChangeText = ({ change }: { change: Change | undefined }) => (
  <div className={change?.isBad ? 'change bad' : 'change'}>{change?.text}</div>
);
