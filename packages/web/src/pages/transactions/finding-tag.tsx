import { getRouteApi, Link } from '@tanstack/react-router';
import { findingCount, findingWord } from './finding-words.ts';
import type { TransactionRow } from './transaction-row.ts';

const route = getRouteApi('/b/$bin');

/** The costliest finding of a transaction, in words; leads to it. */
export function FindingTag({ row: { findings } }: { row: TransactionRow }) {
  const { bin } = route.useParams();
  const search: { from?: string; to?: string } = route.useSearch();
  const [first] = findings;
  if (first === undefined) return null;
  const { from, to } = search;
  return (
    <span
      className="tags"
      title={findings.map((each) => `${findingWord(each.kind)} ${findingCount(each)}`).join(', ')}
    >
      <Link
        className={first.kind === 'n-plus-one' ? 'tag hot' : 'tag'}
        to="/b/$bin/findings"
        params={{ bin }}
        search={{
          open: first.key,
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        }}
        preload={false}
        tabIndex={-1}
      >
        {findingWord(first.kind)} <span>{findingCount(first)}</span>
      </Link>
      {findings.length > 1 && <span className="muted tiny"> +{findings.length - 1}</span>}
    </span>
  );
}
