import { memo } from 'react';
import { clockTicks } from '../clock-ticks.ts';
import { areaPath, linePath, type StepValues, stacked } from './step-paths.ts';
import { edgesOf, type TimeAxis, xOfTime } from './time-axis.ts';
import type { Track } from './track.ts';

/** Room at the top for the labels of markers. */
const MARKER_ROOM_PX = 18;

/** What does not change while the pointer moves: grid, values, labels. */
export const TrackDrawing = memo(function TrackDrawing({
  track,
  axis,
  withMarkerRoom,
}: {
  track: Track;
  axis: TimeAxis;
  withMarkerRoom: boolean;
}) {
  const { height, min, max, ticks, format, before } = track;
  const top = withMarkerRoom ? MARKER_ROOM_PX : 6;
  const y = (value: number) =>
    height - 1 - ((Math.min(max, Math.max(min, value)) - min) / (max - min)) * (height - 1 - top);
  const edges = edgesOf(axis);
  return (
    <>
      {clockTicks(axis.from, axis.to, axis.width - axis.left).map(({ at }) => (
        <line
          key={at}
          className="grid"
          x1={xOfTime(axis, at)}
          x2={xOfTime(axis, at)}
          y1={top - 4}
          y2={height}
        />
      ))}
      {ticks.map((tick) => (
        <line key={tick} className="grid" x1={axis.left} x2={axis.width} y1={y(tick)} y2={y(tick)} />
      ))}
      {'bands' in track ? (
        <Bands track={track} edges={edges} y={y} />
      ) : (
        <>
          {track.isFilled && (
            <path
              className={`area ${track.tone}`}
              d={areaPath(edges, zeros(track.line, min), track.line, y)}
            />
          )}
          <path className={`line ${track.tone}`} d={linePath(edges, track.line, y)} />
        </>
      )}
      {before !== undefined && <path className="line before" d={linePath(edges, before, y)} />}
      <line className="base" x1={axis.left} x2={axis.width} y1={height - 0.5} y2={height - 0.5} />
      {ticks.map((tick) => (
        <text
          key={tick}
          className="tick"
          x={axis.left === 0 ? 0 : axis.left - 8}
          y={Math.min(height - 4, Math.max(10, y(tick) + (axis.left === 0 ? -4 : 4)))}
          textAnchor={axis.left === 0 ? 'start' : 'end'}
        >
          {format(tick)}
        </text>
      ))}
    </>
  );
});

const zeros = (values: StepValues, at: number): number[] => values.map(() => at);

function Bands({
  track,
  edges,
  y,
}: {
  track: Extract<Track, { bands: unknown }>;
  edges: readonly number[];
  y: (value: number) => number;
}) {
  const tops = stacked(track.bands.map(({ values }) => values));
  return (
    <>
      {track.bands.map(({ name, fill, isQuiet }, index) => (
        <path
          key={name}
          className={isQuiet ? `band ${fill} quiet` : `band ${fill}`}
          d={areaPath(edges, tops[index - 1] ?? zeros(tops[index]!, 0), tops[index]!, y)}
        />
      ))}
    </>
  );
}
