import { formatRange } from '../format/times.ts';
import type { PlotBox } from './heatmap-scale.ts';
import { type SeriesData, xOfBucket } from './series-scale.ts';

interface ValuesLabelProps {
  data: SeriesData;
  before: SeriesData | undefined;
  box: PlotBox;
  bucket: number;
  format: (value: number) => string;
}

const MAX_LINES_NAMED = 8;

/** The numbers of a bucket, the largest first. */
export function ValuesLabel({ data, before, box, bucket, format }: ValuesLabelProps) {
  const x = xOfBucket(data, box, bucket + 0.5);
  const side = x < (box.left + box.right) / 2 ? { left: x + 12 } : { right: box.right - x + 12 };
  const from = new Date(data.from + bucket * data.stepMs);
  const named = data.lines
    .map((line, index) => ({ name: line.name, value: line.values[bucket] ?? null, index }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => b.value! - a.value!);
  return (
    <div className="chart-label small" style={{ ...side, top: 4 }}>
      <span className="muted">{formatRange(from, new Date(from.getTime() + data.stepMs), new Date())}</span>
      {named.slice(0, MAX_LINES_NAMED).map(({ name, value, index }) => {
        const earlier = before?.lines[index]?.values[bucket];
        return (
          <div key={name} className="row">
            <span className="medium">{format(value!)}</span>
            {earlier != null && <span className="muted">before {format(earlier)}</span>}
            <span className="clip series-name">{name}</span>
          </div>
        );
      })}
      {named.length === 0 && <div className="muted">nothing</div>}
      {named.length > MAX_LINES_NAMED && (
        <div className="muted">and {named.length - MAX_LINES_NAMED} more</div>
      )}
    </div>
  );
}
