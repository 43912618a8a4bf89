import { FINDING_KIND_TITLES, type Finding, formatDuration } from '@tracebin/model';
import { FindingCost, timesText } from '../../findings/finding-cost.tsx';
import { formatPlural, shownName } from '../../format/numbers.ts';
import { formatAgo } from '../../format/times.ts';
import { FindingDetails } from './finding-details.tsx';

interface FindingEntryProps {
  bin: string;
  finding: Finding;
  now: Date;
  open: boolean;
  toggle: () => void;
}

/** One finding in two lines: kind, place, cost; statement, file. Unfolded it says what to do. */
export function FindingEntry({ bin, finding, now, open, toggle }: FindingEntryProps) {
  const { kind, transaction, service, statement, place, status } = finding;
  // A pattern of several statements comes as one text.
  const [first = '', ...others] = statement.split(';\n');
  return (
    <li className={open ? 'finding-entry open' : 'finding-entry'}>
      <button type="button" className="finding" aria-expanded={open} onClick={toggle}>
        <span className="what">
          <b className={kind === 'n-plus-one' && status !== 'fixed' ? 'strong bad' : 'strong'}>
            {FINDING_KIND_TITLES[kind]}
          </b>
          <span className="clip">{shownName(transaction)}</span>
          <span className="muted small wide clip">{service}</span>
          {status !== 'open' && <span className="tag">{status === 'back' ? 'back again' : status}</span>}
        </span>
        <FindingCost finding={finding} />
        <span className="line2">
          <code className="sql clip">
            {timesText(finding)}
            {first.replaceAll('\n', ' ')}
            {others.length > 0 && <span className="muted"> and {others.length} more in turn</span>}
          </code>
          <code className="place right clip">{placeText(place)}</code>
        </span>
        <span className="line2">
          <span>
            {formatPlural(Math.round(finding.requests), 'request')}, {shareText(finding.share)} of all
            {finding.lost.perHour > 0 && ` · ${formatDuration(finding.lost.perHour)} an hour`}
          </span>
          <span className="right nowrap">
            last {formatAgo(new Date(finding.lastSeen), now)}
            <span className="wide">, first {formatAgo(new Date(finding.firstSeen), now)}</span>
          </span>
        </span>
      </button>
      {open && <FindingDetails bin={bin} finding={finding} />}
    </li>
  );
}

export function placeText(place: Finding['place']): string {
  if (place === null) return '';
  return place.line > 0 ? `${place.file}:${place.line}` : place.file;
}

function shareText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 0.1 ? '<0.1 %' : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}
