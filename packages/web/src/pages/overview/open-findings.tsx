import { Link } from '@tanstack/react-router';
import {
  FINDING_KIND_TITLES,
  type Finding,
  type FindingsAnswer,
  formatCount,
  formatDuration,
} from '@tracebin/model';
import { formatPlural } from '../../format/numbers.ts';

const SHOWN = 6;
/** Of these the number of calls is what is wrong. */
const COUNTED: ReadonlySet<string> = new Set([
  'n-plus-one',
  'duplicate-query',
  'fan-out',
  'sequential-calls',
]);

interface OpenFindingsProps {
  bin: string;
  data: FindingsAnswer | undefined;
  kept: { from?: string; to?: string; service?: string };
}

/** What was noticed and nobody has dealt with, the costliest first. */
export function OpenFindings({ bin, data, kept: { from, to, service } }: OpenFindingsProps) {
  const open = data?.findings.filter(({ status }) => status === 'open' || status === 'back') ?? [];
  const search = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(service === undefined ? {} : { service }),
  };
  return (
    <section className="open-findings">
      <div className="sec">
        <h2>Open findings</h2>
        {open.length > 0 && <span className="muted small">{open.length}, costliest first</span>}
        <Link className="right small link" to="/b/$bin/findings" params={{ bin }} search={search}>
          All findings
        </Link>
      </div>
      {data !== undefined && open.length === 0 && (
        <p className="soft none">Nothing found that wastes time in these requests.</p>
      )}
      <ul>
        {open.slice(0, SHOWN).map((finding) => (
          <li key={finding.key}>
            <Link
              className="finding"
              to="/b/$bin/findings"
              params={{ bin }}
              search={{ ...search, open: finding.key }}
              preload={false}
            >
              <FindingLines finding={finding} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FindingLines({ finding }: { finding: Finding }) {
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
        <span className="clip soft">{transaction}</span>
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
        <span className="right nowrap">
          {formatPlural(Math.round(requests), 'request')}
          {lastVersion !== '' && ` up to ${lastVersion}`}
        </span>
      </span>
    </>
  );
}
