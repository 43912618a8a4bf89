import type { SiblingGroups } from '../layout/sibling-groups.ts';
import { positionOfSpan, spanIdAt } from '../layout/span-lookup.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { type Folding, groupOfRow, isGroupRow, rowOfGroup } from '../layout/visible-rows.ts';
import { groupKey, isGroupKey, type TraceView } from './trace-view.ts';

/** A trace and the groups of alike siblings in it: what never changes while a trace is on the screen. */
export interface DrawnTrace {
  layout: TraceLayout;
  groups: SiblingGroups;
}

/** A row by the name it has in the URL. */
export function keyOfItem({ layout, groups }: DrawnTrace, item: number): string {
  return isGroupRow(item)
    ? groupKey(spanIdAt(layout, groups.groups[groupOfRow(item)]!.members[0]!))
    : spanIdAt(layout, item);
}

/** The row of that name; null when the trace has none. */
export function itemOfKey({ layout, groups }: DrawnTrace, key: string): number | null {
  const at = positionOfSpan(layout, isGroupKey(key) ? key.slice(1) : key);
  if (at === -1) return null;
  if (!isGroupKey(key)) return at;
  const group = groups.groupOf[at]!;
  return group === -1 ? null : rowOfGroup(group);
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
  const isGroup = isGroupRow(item);
  let at = isGroup ? groups.groups[groupOfRow(item)]!.members[0]! : item;
  let ownGroup = isGroup;
  while (at !== -1) {
    const group = groups.groupOf[at]!;
    if (group !== -1 && !ownGroup && folding.isGroupFolded(group)) closed.push(rowOfGroup(group));
    ownGroup = false;
    at = layout.parent[at]!;
    if (at !== -1 && folding.isSpanFolded(at)) closed.push(at);
  }
  return closed;
}

/** The row and its siblings, as far as they can be folded. */
export function foldableSiblings(trace: DrawnTrace, item: number): number[] {
  const { layout, groups } = trace;
  const one = isGroupRow(item) ? groups.groups[groupOfRow(item)]!.members[0]! : item;
  const up = layout.parent[one]!;
  const to = up === -1 ? layout.count : layout.subtreeEnd[up]!;
  const siblings = new Set<number>();
  for (let at = up + 1; at < to; at = layout.subtreeEnd[at]!) {
    const group = groups.groupOf[at]!;
    if (isGroupRow(item) && group !== -1) siblings.add(rowOfGroup(group));
    if (!isGroupRow(item) && canFold(trace, at)) siblings.add(at);
  }
  return [...siblings];
}
