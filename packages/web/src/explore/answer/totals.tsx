import type { QuestionAnswer } from '@tracebin/model';
import { formatValue } from './format-value.ts';

/** Each column of all events together, in large digits; the same so much earlier beside it. */
export const Totals = ({ answer, compareTo }: { answer: QuestionAnswer; compareTo: string | undefined }) => (
  <dl className="totals">
    {answer.columns.map((column, index) => {
      const before = answer.before?.table.total[index];
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: two calculations may be written alike
        <div key={index}>
          <dt className="small">{column.name}</dt>
          <dd>
            <span className="total">{formatValue(answer.table.total[index] ?? null, column.unit)}</span>
            {before !== undefined && (
              <span className="muted small">
                {' '}
                {formatValue(before, column.unit)} {compareTo} earlier
              </span>
            )}
          </dd>
        </div>
      );
    })}
  </dl>
);
