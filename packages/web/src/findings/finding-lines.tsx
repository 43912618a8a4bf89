import { FINDING_KIND_TITLES, type Finding, formatCount, formatDuration } from '@tracebin/model';
import { formatPlural, shownName } from '../format/numbers.ts';

/** Of these the number of calls is what is wrong. */
const COUNTED: ReadonlySet<string> = new Set([
  'n-plus-one',
  'duplicate-query',
  'fan-out',
  'sequential-calls',
]);

/** A finding in four lines: kind, place and cost; statement; file. */
export function FindingLines({ finding }: { finding: Finding }) {
  const { kind, transaction, statement, place, lost, count, status, requests, lastVersion } = finding;
  // A few requests that cost far more than the rest are what is wrong.
  const worst = finding.examples[0]?.lost ?? 0;
  const [first = ''] = statement.split(';\n');
  return (
    <>
      <span className="what">
        <b className={kind === 'n-plus-one' ? 'strong bad nowrap' : 'strong nowrap'}>
          {FINDING_KIND_TITLES[kind]}
        </b>
        <span className="clip soft">{shownName(transaction)}</span>
        {status === 'back' && <span className="tag">back again</span>}
      </span>
      <span className="cost">
        <b className="medium">{formatDuration(lost.p95)}</b>{' '}
        <span className="muted small">
          per request (p95){worst > 2 * lost.p95 && `, up to ${formatDuration(worst)}`}
        </span>
      </span>
      <span className="line2">
        <code className="sql clip grow">
          {COUNTED.has(kind) && `${formatCount(count.p95)} × `}
          {first.replaceAll('\n', ' ')}
        </code>
      </span>
      <span className="line2">
        <code className="clip">
          {place === null ? '' : `${place.file}${place.line > 0 ? `:${place.line}` : ''}`}
        </code>
        <span className="right nowrap">{formatPlural(Math.round(requests), 'request')}</span>
        {lastVersion !== '' && <span className="clip version">up to {shownName(lastVersion)}</span>}
      </span>
    </>
  );
}
