import { FINDING_KIND_TITLES, type Finding } from '@tracebin/model';
import { formatPlural, shownName } from '../format/numbers.ts';
import { FindingCost, timesText } from './finding-cost.tsx';

/** A finding in four lines: kind, place and cost; statement; file. */
export function FindingLines({ finding }: { finding: Finding }) {
  const { kind, transaction, statement, place, status, requests, lastVersion } = finding;
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
      <FindingCost finding={finding} />
      <span className="line2">
        <code className="sql clip grow">
          {timesText(finding)}
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
