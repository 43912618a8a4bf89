import { Link } from '@tanstack/react-router';
import type { Finding } from '@tracebin/model';
import { FindingLines } from './finding-lines.tsx';

interface FindingListProps {
  bin: string;
  /** Undefined while they are asked for. */
  findings: readonly Finding[] | undefined;
  failed?: boolean;
  most: number;
  /** Said where there are none. */
  none: string;
  /** What the page of findings is narrowed to. */
  search: { from?: string; to?: string; service?: string; environment?: string };
}

/** The costliest findings on a page about something else; each leads to itself. */
export function FindingList({ bin, findings, failed = false, most, none, search }: FindingListProps) {
  if (findings === undefined) {
    return (
      <p className="soft none" role="status">
        {failed ? 'Could not be asked for. The page of findings says why.' : 'Looking for what wastes time …'}
      </p>
    );
  }
  if (findings.length === 0) return <p className="soft none">{none}</p>;
  return (
    <ul>
      {findings.slice(0, most).map((finding) => (
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
  );
}
