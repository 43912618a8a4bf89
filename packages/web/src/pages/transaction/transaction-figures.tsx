import { formatCount, formatDuration, type TransactionDetailAnswer } from '@tracebin/model';
import { formatFailed, formatPlural } from '../../format/numbers.ts';

/** The numbers of the transaction in one line. */
export function TransactionFigures({ data, isPart }: { data: TransactionDetailAnswer; isPart: boolean }) {
  const { figures, histogram } = data;
  const all = histogram.hits.reduce((sum, each) => sum + each, 0);
  const errorRate = figures.hits === 0 ? 0 : figures.errors / figures.hits;
  return (
    <p className="figures">
      <b>{formatPlural(Math.round(figures.hits), 'hit')}</b>
      {isPart && (
        <span className="soft">
          the part chosen below, {all === 0 ? 0 : ((figures.hits / all) * 100).toFixed(1)} % of{' '}
          {formatCount(all)}
        </span>
      )}
      <span>
        <i>median</i> {formatDuration(figures.median)}
      </span>
      <span>
        <i>p95</i> {formatDuration(figures.p95)}
      </span>
      <span>
        <i>p99</i> {formatDuration(figures.p99)}
      </span>
      <span className={figures.errors > 0 ? 'bad' : undefined}>
        <i>errors</i> {formatFailed(errorRate)}
      </span>
      <span>
        <i>queries</i> {formatCount(figures.queriesMedian)}
        {figures.queriesP95 > figures.queriesMedian && `, p95 ${formatCount(figures.queriesP95)}`}
      </span>
      {figures.queueWaitP95 > 0 && (
        <span>
          <i>waits</i> {formatDuration(figures.queueWaitMedian)}, p95 {formatDuration(figures.queueWaitP95)}
        </span>
      )}
    </p>
  );
}
