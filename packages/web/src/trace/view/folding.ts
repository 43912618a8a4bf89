import { outermost, type SiblingGroups } from '../layout/sibling-groups.ts';
import { positionOfSpan, spanIdAt } from '../layout/span-lookup.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { type Folding, groupOfRow, isGroupRow, rowOfGroup } from '../layout/visible-rows.ts';
import { groupKey, idOfKey, isGroupKey, isLoopKey, loopKey, type TraceView } from './trace-view.ts';

/** A trace and the groups of alike siblings in it: what never changes while a trace is on the screen. */
export interface DrawnTrace {
  layout: TraceLayout;
  groups: SiblingGroups;
}

/** A row by the name it has in the URL. */
export function keyOfItem({ layout, groups }: DrawnTrace, item: number): string {
  if (!isGroupRow(item)) return spanIdAt(layout, item);
  const { members, parts } = groups.groups[groupOfRow(item)]!;
  const first = spanIdAt(layout, members[0]!);
  return parts.length > 0 ? loopKey(first) : groupKey(first);
}

/** The row of that name; null when the trace has none. */
export function itemOfKey({ layout, groups }: DrawnTrace, key: string): number | null {
  const at = positionOfSpan(layout, idOfKey(key));
  if (at === -1) return null;
  if (!isGroupKey(key)) return at;
  const group = groups.groupOf[at]!;
  if (group === -1) return null;
  if (!isLoopKey(key)) return rowOfGroup(group);
  const { loop } = groups.groups[group]!;
  return loop === -1 ? null : rowOfGroup(loop);
}

export function foldingOf(
  trace: DrawnTrace,
  view: Pick<TraceView, 'foldSpans' | 'foldRepeats' | 'toggled'>,
): Folding {
  const toggled = new Set<number>();
  for (const key of view.toggled) {
    const item = itemOfKey(trace, key);
    if (item !== null) toggled.add(item);
  }
  return {
    isSpanFolded: (at) => view.foldSpans !== toggled.has(at),
    isGroupFolded: (group) => view.foldRepeats !== toggled.has(rowOfGroup(group)),
  };
}

export const isFolded = (folding: Folding, item: number): boolean =>
  isGroupRow(item) ? folding.isGroupFolded(groupOfRow(item)) : folding.isSpanFolded(item);

/** True where there is something beneath the row to fold. */
export const canFold = ({ layout }: DrawnTrace, item: number): boolean =>
  isGroupRow(item) || layout.subtreeEnd[item]! > item + 1;

/** `toggled` of the view after the rows are folded or opened. */
export function withFolded(
  trace: DrawnTrace,
  view: TraceView,
  items: Iterable<number>,
  folded: boolean,
): readonly string[] {
  const keys = new Set(view.toggled);
  for (const item of items) {
    const asSwitched = isGroupRow(item) ? view.foldRepeats : view.foldSpans;
    const key = keyOfItem(trace, item);
    keys.delete(key);
    if (asSwitched !== folded) keys.add(key);
  }
  return [...keys];
}

/** Rows that must be opened so that the row `item` can be seen. */
export function foldedAbove(trace: DrawnTrace, folding: Folding, item: number): number[] {
  const { layout, groups } = trace;
  const closed: number[] = [];
  let own = isGroupRow(item) ? groupOfRow(item) : -1;
  let at = own === -1 ? item : groups.groups[own]!.members[0]!;
  while (at !== -1) {
    const group = groups.groupOf[at]!;
    const { loop } = group === -1 ? { loop: -1 } : groups.groups[group]!;
    if (group !== -1 && (own === -1 || (own !== group && own !== loop)) && folding.isGroupFolded(group))
      closed.push(rowOfGroup(group));
    if (loop !== -1 && own !== loop && folding.isGroupFolded(loop)) closed.push(rowOfGroup(loop));
    own = -1;
    at = layout.parent[at]!;
    if (at !== -1 && folding.isSpanFolded(at)) closed.push(at);
  }
  return closed;
}

/** The row and its siblings, as far as they can be folded. */
export function foldableSiblings(trace: DrawnTrace, item: number): number[] {
  const { layout, groups } = trace;
  const group = isGroupRow(item) ? groups.groups[groupOfRow(item)]! : undefined;
  if (group !== undefined && group.loop !== -1) return groups.groups[group.loop]!.parts.map(rowOfGroup);
  const one = group === undefined ? item : group.members[0]!;
  const up = layout.parent[one]!;
  const to = up === -1 ? layout.count : layout.subtreeEnd[up]!;
  const siblings = new Set<number>();
  for (let at = up + 1; at < to; at = layout.subtreeEnd[at]!) {
    const inGroup = groups.groupOf[at]!;
    if (isGroupRow(item) && inGroup !== -1) siblings.add(rowOfGroup(outermost(groups, inGroup)));
    if (!isGroupRow(item) && canFold(trace, at)) siblings.add(at);
  }
  return [...siblings];
}
