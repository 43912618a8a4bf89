import { useQuery } from '@tanstack/react-query';
import type { TraceFinding, TraceFindingsAnswer } from '@tracebin/model';
import { useMemo } from 'react';
import { traceFindingsQuery } from '../../api/queries.ts';
import { outermost } from '../layout/sibling-groups.ts';
import { positionOfSpan } from '../layout/span-lookup.ts';
import { rowOfGroup } from '../layout/visible-rows.ts';
import type { DrawnTrace } from './folding.ts';

const AGAIN_MS = 3_000;
/** A trace that is not worked up by then will not be: working up is off, or far behind. */
const GIVE_UP_MS = 120_000;

/** What the server found in the trace, and at which rows it shows: folded groups, and spans of their own. */
export function useTraceFindings(
  bin: string,
  drawn: DrawnTrace,
): {
  list: readonly TraceFinding[];
  byItem: ReadonlyMap<number, TraceFinding>;
  /** The answer as long as it is not complete. */
  unfinished: TraceFindingsAnswer | undefined;
} {
  const { answer } = drawn.layout;
  const ended = Date.parse(answer.start) + answer.duration / 1e6;
  const { data } = useQuery({
    ...traceFindingsQuery(bin, answer.traceId),
    refetchInterval: (query) =>
      query.state.data?.workedUp === false && Date.now() - ended < GIVE_UP_MS ? AGAIN_MS : false,
  });
  const list = data?.findings;
  return useMemo(() => {
    const byItem = new Map<number, TraceFinding>();
    for (const finding of list ?? []) {
      for (const item of itemsOf(drawn, finding)) if (!byItem.has(item)) byItem.set(item, finding);
    }
    return { list: list ?? [], byItem, unfinished: data?.workedUp === false ? data : undefined };
  }, [list, data, drawn]);
}

/** Where a finding shows: the groups that its first spans are in with their loops, or else the spans; the transaction where it names none. */
export function itemsOf(drawn: DrawnTrace, { spanIds, transactionSpanId, count }: TraceFinding): number[] {
  const { layout, groups } = drawn;
  const items = new Set<number>();
  for (const spanId of spanIds.length === 0 ? [transactionSpanId] : spanIds) {
    const at = positionOfSpan(layout, spanId);
    if (at === -1) continue;
    // What repeats may do so in a loop whose turns have spans of their own: then the loop is the row.
    let above = at;
    while (count > 1 && above !== -1 && groups.groupOf[above] === -1) above = layout.parent[above]!;
    const group = above === -1 ? -1 : groups.groupOf[above]!;
    if (group === -1) items.add(at);
    else for (const row of [group, outermost(groups, group)]) items.add(rowOfGroup(row));
  }
  return [...items];
}
