import { Link } from '@tanstack/react-router';
import type { FindingsAnswer } from '@tracebin/model';
import { FindingLines } from '../../findings/finding-lines.tsx';

const SHOWN = 6;

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
