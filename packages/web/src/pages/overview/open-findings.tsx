import { Link } from '@tanstack/react-router';
import type { FindingsAnswer } from '@tracebin/model';
import { FindingList } from '../../findings/finding-list.tsx';

const SHOWN = 6;

interface OpenFindingsProps {
  bin: string;
  data: FindingsAnswer | undefined;
  failed: boolean;
  kept: { from?: string; to?: string; service?: string; environment?: string };
}

/** What was noticed and nobody has dealt with, the costliest first. */
export function OpenFindings({ bin, data, failed, kept }: OpenFindingsProps) {
  const open = data?.findings.filter(({ status }) => status === 'open' || status === 'back');
  return (
    <section className="open-findings">
      <div className="sec">
        <h2>Open findings</h2>
        {open !== undefined && open.length > 0 && (
          <span className="muted small">{open.length}, costliest first</span>
        )}
        <Link className="right small link" to="/b/$bin/findings" params={{ bin }} search={kept}>
          All findings
        </Link>
      </div>
      <FindingList
        bin={bin}
        findings={open}
        failed={failed}
        most={SHOWN}
        none="Nothing found that wastes time in these requests."
        search={kept}
      />
    </section>
  );
}
