import { formatRange } from '../format/times.ts';
import type { PlotBox } from './heatmap-scale.ts';
import { type SeriesData, xOfBucket } from './series-scale.ts';

interface ValuesLabelProps {
  data: SeriesData;
  before: SeriesData | undefined;
  /** The lines are parts of a whole, which is named too. */
  isStack: boolean;
  box: PlotBox;
  bucket: number;
  format: (value: number) => string;
}

const MAX_LINES_NAMED = 8;

/** The numbers of a bucket, the largest first. */
export function ValuesLabel({ data, before, isStack, box, bucket, format }: ValuesLabelProps) {
  const x = xOfBucket(data, box, bucket + 0.5);
  const side = x < (box.left + box.right) / 2 ? { left: x + 12 } : { right: box.right - x + 12 };
  const from = new Date(data.from + bucket * data.stepMs);
  const named = data.lines
    .map((line, index) => ({ name: line.name, value: line.values[bucket] ?? null, index }))
    .filter(({ value }) => value !== null && !(isStack && value === 0))
    .sort((a, b) => b.value! - a.value!);
  const whole = named.reduce((sum, { value }) => sum + value!, 0);
  return (
    <div className="chart-label small" style={{ ...side, top: 4 }}>
      <span className="muted">{formatRange(from, new Date(from.getTime() + data.stepMs), new Date())}</span>
      {isStack && named.length > 1 && (
        <Value text={format(whole)} earlier={before?.lines[0]?.values[bucket]} name="all" format={format} />
      )}
      {named.slice(0, MAX_LINES_NAMED).map(({ name, value, index }) => (
        <Value
          key={name}
          text={format(value!)}
          earlier={isStack && named.length > 1 ? undefined : before?.lines[index]?.values[bucket]}
          name={name}
          format={format}
        />
      ))}
      {named.length === 0 && <div className="muted">{isStack ? '0' : 'nothing'}</div>}
      {named.length > MAX_LINES_NAMED && (
        <div className="muted">and {named.length - MAX_LINES_NAMED} more</div>
      )}
    </div>
  );
}

interface ValueProps {
  text: string;
  earlier: number | null | undefined;
  name: string;
  format: (value: number) => string;
}

const Value = ({ text, earlier, name, format }: ValueProps) => (
  <div className="row">
    <span className="medium">{text}</span>
    {earlier != null && <span className="muted">before {format(earlier)}</span>}
    <span className="clip series-name">{name}</span>
  </div>
);
