import type { BinAnswer } from '@tracebin/model';
import { formatRate } from '../format/numbers.ts';

const WIDTH = 60;
const HEIGHT = 14;
/** The rate shown is the mean of the last seconds, so that it can be read. */
const MEAN_OVER_SECONDS = 10;

/** How fast events arrive now, with the last minute behind it. In steps, from zero. */
export function ArrivalRate({
  answer,
  unreachable,
}: {
  answer: BinAnswer | undefined;
  unreachable: boolean;
}) {
  if (unreachable)
    return (
      <span className="right status bad" role="status">
        server not answering
      </span>
    );
  if (answer === undefined) return <span className="right status" />;
  const { arrivals } = answer;
  const recent = arrivals.slice(-MEAN_OVER_SECONDS);
  const rate = recent.reduce((sum, each) => sum + each, 0) / Math.max(1, recent.length);
  const top = Math.max(...arrivals, 1);
  const step = WIDTH / Math.max(1, arrivals.length);
  const path = arrivals
    .map((each, index) => `${index === 0 ? 'M' : 'L'}${x(index, step)} ${y(each, top)}H${x(index + 1, step)}`)
    .join('');
  if (answer.firstEventAt === null) return <span className="right status">No spans yet</span>;
  return (
    <span className="right status" title="Events that arrived, each second of the last minute">
      {top > 1 || rate > 0 ? (
        <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
          <path d={path} fill="none" stroke="var(--ink-mark)" strokeWidth="1.2" />
        </svg>
      ) : null}
      {rate === 0 ? 'nothing arriving' : `${formatRate(rate)} events/s`}
    </span>
  );
}

const x = (index: number, step: number): string => (index * step).toFixed(1);
const y = (value: number, top: number): string => (HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1);
