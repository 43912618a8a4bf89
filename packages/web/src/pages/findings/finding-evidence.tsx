import { type Finding, formatCount, formatDuration } from '@tracebin/model';
import { formatPlural } from '../../format/numbers.ts';

/** What was measured, in a sentence, where the number of calls and the time lost do not say it already. */
export function FindingEvidence({ finding: { kind, evidence } }: { finding: Finding }) {
  const number = (name: string): number => (typeof evidence[name] === 'number' ? evidence[name] : 0);
  const text = (name: string): string => (typeof evidence[name] === 'string' ? evidence[name] : '');
  switch (kind) {
    case 'fan-out':
      if (evidence.limit === undefined) {
        return (
          <p>
            Begun at once, they end one after another: the quickest took {formatDuration(number('shortest'))},
            the one that waited longest {formatDuration(number('longest'))}.
          </p>
        );
      }
      return (
        <p>
          Never more than {formatCount(number('limit'))} at once, and so many for{' '}
          {Math.round(number('full') * 100)} % of the time. The longest call took{' '}
          {formatDuration(number('longest'))}, all of them {formatDuration(number('time'))}.
        </p>
      );
    case 'gap': {
      const path = Array.isArray(evidence.path) ? evidence.path : [];
      return (
        <p>
          {formatDuration(number('time'))} of {formatDuration(number('duration'))}, in{' '}
          <b className="medium">{String(path.at(-1) ?? '')}</b>
          {text('after') === '' ? ' from its begin' : ` after “${text('after')}”`}
          {text('before') === '' ? ' to its end.' : ` and before “${text('before')}”.`}
        </p>
      );
    }
    case 'new-error':
      return (
        <p>
          First in version <b className="medium">{text('version')}</b>;{' '}
          {formatPlural(Math.round(number('requestsWithout')), 'request')} of the versions before had none.
          {text('place') !== '' && (
            <>
              {' '}
              In <code>{text('place')}</code>.
            </>
          )}
        </p>
      );
    case 'slower-endpoint':
    case 'slower-query':
      return <BeforeAndNow before={evidence.before} now={evidence.now} />;
    default:
      return null;
  }
}

interface Figures {
  version?: string;
  requests?: number;
  calls?: number;
  median: number;
  p95: number;
}

function BeforeAndNow({ before, now }: { before: unknown; now: unknown }) {
  const rows = [
    ['before', before],
    ['now', now],
  ] as const;
  return (
    <table className="t finding-figures">
      <thead>
        <tr>
          <th />
          <th className="r">Median</th>
          <th className="r">p95</th>
          <th className="r">Counted</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, each]) => {
          const { version, requests, calls, median, p95 } = each as Figures;
          return (
            <tr key={label}>
              <td>
                {label} {version !== undefined && <span className="muted">{version}</span>}
              </td>
              <td className="r">{formatDuration(median)}</td>
              <td className="r">{formatDuration(p95)}</td>
              <td className="r">{formatCount(Math.round(requests ?? calls ?? 0))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
