import type { Finding } from '@tracebin/model';
import { placeText } from './finding-entry.tsx';
import type { FindingOrder } from './findings-search.ts';

const LARGEST_FIRST: Record<FindingOrder, (finding: Finding) => number> = {
  requests: ({ requests }) => requests,
  last: ({ lastSeen }) => Date.parse(lastSeen),
  first: ({ firstSeen }) => Date.parse(firstSeen),
};

/** Those with a text in them; as they come, the costliest first, or by something else. */
export function orderedFindings(
  findings: readonly Finding[],
  { filter = '', sort }: { filter?: string | undefined; sort?: FindingOrder | undefined },
): readonly Finding[] {
  const wanted = filter.trim().toLowerCase();
  const kept = findings.filter(({ service, transaction, statement, place }) =>
    [service, transaction, statement, placeText(place)].join('\n').toLowerCase().includes(wanted),
  );
  if (sort === undefined) return kept;
  const value = LARGEST_FIRST[sort];
  return kept.sort((a, b) => value(b) - value(a));
}
