import { outermost, type SiblingGroups } from './sibling-groups.ts';
import type { TraceLayout } from './trace-layout.ts';

/** What is folded, as the waterfall asks for it. */
export interface Folding {
  isSpanFolded: (at: number) => boolean;
  isGroupFolded: (group: number) => boolean;
}

/** The rows of the waterfall from top to bottom. */
export interface VisibleRows {
  count: number;
  /** A position in the layout; for the row of a group `-1 - group`. */
  item: Int32Array;
  /** Depth as drawn: spans in an opened group stand one deeper than in the tree. */
  depth: Int32Array;
}

export const isGroupRow = (item: number): boolean => item < 0;
export const groupOfRow = (item: number): number => -1 - item;
export const rowOfGroup = (group: number): number => -1 - group;

/**
 * Walks the tree once and steps over what is folded; 100,000 open spans take a few milliseconds.
 * The members of a group stand together at the place of the first one, the groups of a loop at that of its first.
 */
export function visibleRows(layout: TraceLayout, groups: SiblingGroups, folding: Folding): VisibleRows {
  const { count, depth, subtreeEnd } = layout;
  const item = new Int32Array(count + groups.groups.length);
  const shown = new Int32Array(count + groups.groups.length);
  let rows = 0;
  // A frame walks positions [at, to), or the members of an opened group (of a loop, its groups) when `group` is not -1.
  interface Frame {
    at: number;
    to: number;
    shift: number;
    group: number;
    member: number;
  }
  const stack: Frame[] = [{ at: 0, to: count, shift: 0, group: -1, member: 0 }];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    if (frame.at >= frame.to) {
      if (frame.group === -1) {
        stack.pop();
        continue;
      }
      const { members, parts } = groups.groups[frame.group]!;
      if (parts.length > 0) {
        const part = parts[frame.member++];
        if (part === undefined) {
          stack.pop();
          continue;
        }
        item[rows] = rowOfGroup(part);
        shown[rows++] = depth[groups.groups[part]!.members[0]!]! + frame.shift;
        if (!folding.isGroupFolded(part))
          stack.push({ at: 0, to: 0, shift: frame.shift + 1, group: part, member: 0 });
        continue;
      }
      if (frame.member >= members.length) {
        stack.pop();
        continue;
      }
      const next = members[frame.member++]!;
      frame.at = next;
      frame.to = subtreeEnd[next]!;
      // The member itself is a row of this frame; its own membership must not open the group again.
      item[rows] = next;
      shown[rows++] = depth[next]! + frame.shift;
      frame.at = folding.isSpanFolded(next) ? frame.to : next + 1;
      continue;
    }
    const at = frame.at;
    if (groups.groupOf[at] === -1) {
      item[rows] = at;
      shown[rows++] = depth[at]! + frame.shift;
      frame.at = subtreeEnd[at]! > at + 1 && folding.isSpanFolded(at) ? subtreeEnd[at]! : at + 1;
      continue;
    }
    frame.at = subtreeEnd[at]!;
    const group = outermost(groups, groups.groupOf[at]!);
    if (groups.groups[group]!.members[0] !== at) continue;
    item[rows] = rowOfGroup(group);
    shown[rows++] = depth[at]! + frame.shift;
    if (!folding.isGroupFolded(group)) {
      stack.push({ at: 0, to: 0, shift: frame.shift + 1, group, member: 0 });
    }
  }
  return { count: rows, item: item.subarray(0, rows), depth: shown.subarray(0, rows) };
}

/** The row that shows the span at `at`, or the nearest thing that hides it; -1 for an empty trace. */
export function rowShowing(
  layout: TraceLayout,
  groups: SiblingGroups,
  rows: VisibleRows,
  at: number,
): number {
  let target = at;
  while (target !== -1) {
    const exact = rows.item.indexOf(target);
    if (exact !== -1) return exact;
    const group = groups.groupOf[target]!;
    for (const row of group === -1 ? [] : [group, outermost(groups, group)].map(rowOfGroup)) {
      const place = rows.item.indexOf(row);
      if (place !== -1) return place;
    }
    target = layout.parent[target]!;
  }
  return rows.count > 0 ? 0 : -1;
}
