import { takeTurns } from './take-turns.ts';
import type { TraceLayout } from './trace-layout.ts';

/** So many alike siblings become one row: four still read at a glance, and a page of five queries is a pattern. */
export const FOLD_AT_LEAST = 5;

/** Siblings that do the same thing, or several things in turn, drawn as one row until it is opened. */
export interface SiblingGroup {
  /** Of a loop the groups that take turns in it, those that run first before others; else empty. */
  parts: readonly number[];
  /** The loop that the group is a part of, or -1. */
  loop: number;
  /** Positions of the spans, by start. The first names the group in the URL. */
  members: Int32Array;
  parent: number;
  /** Extent from the first start to the last end, and the sum of all durations, in nanoseconds. */
  start: number;
  end: number;
  total: number;
  /** Duration of the slowest member. */
  slowest: number;
  /** How many failed, and how many there are, of the members and of everything beneath them. */
  failed: number;
  spans: number;
  /** What all members say once numbers and literals are taken out; `null` where every detail is the same. */
  pattern: string | null;
}

export interface SiblingGroups {
  groups: SiblingGroup[];
  /** For each position, the group of its like that it is a member of, or -1; that one may be part of a loop. */
  groupOf: Int32Array;
}

/** `fingerprint` takes the values out of a statement or URL, so that alike ones become equal. */
export function siblingGroups(
  layout: TraceLayout,
  fingerprint: (detail: string, layer: number) => string,
): SiblingGroups {
  const { answer, count, span, subtreeEnd } = layout;
  const columns = answer.spans;
  const prints = new Map<number, number>();
  const printIds = new Map<string, number>();
  const printText: string[] = [];
  const printOf = (detail: number, layer: number): number => {
    if (detail < 0) return -1;
    // One text is rarely in two layers, and means two things there.
    const place = detail * 8 + layer;
    const known = prints.get(place);
    if (known !== undefined) return known;
    const text = fingerprint(answer.strings[detail] ?? '', layer);
    let id = printIds.get(text);
    if (id === undefined) {
      id = printText.length;
      printIds.set(text, id);
      printText.push(text);
    }
    prints.set(place, id);
    return id;
  };
  const groupOf = new Int32Array(count).fill(-1);
  const groups: SiblingGroup[] = [];
  const alike = new Map<string, number[]>();
  for (let up = -1; up < count; up++) {
    const from = up + 1;
    const to = up === -1 ? count : subtreeEnd[up]!;
    if (!hasSoManyChildren(from, to, subtreeEnd)) continue;
    alike.clear();
    for (let at = from; at < to; at = subtreeEnd[at]!) {
      const i = span[at]!;
      const key = `${columns.name[i]} ${columns.service[i]} ${columns.layer[i]} ${printOf(columns.detail[i]!, columns.layer[i]!)}`;
      const list = alike.get(key);
      if (list === undefined) alike.set(key, [at]);
      else list.push(at);
    }
    const first = groups.length;
    for (const list of alike.values()) {
      if (list.length < FOLD_AT_LEAST) continue;
      for (const at of list) groupOf[at] = groups.length;
      groups.push(describe(layout, up, list, printText, printOf));
    }
    if (groups.length < first + 2) continue;
    const sequence: number[] = [];
    for (let at = from; at < to; at = subtreeEnd[at]!) if (groupOf[at] !== -1) sequence.push(groupOf[at]!);
    for (const parts of takeTurns(sequence, FOLD_AT_LEAST)) {
      for (const part of parts) groups[part]!.loop = groups.length;
      groups.push(loopOf(parts, groups));
    }
  }
  return { groups, groupOf };
}

function hasSoManyChildren(from: number, to: number, subtreeEnd: Int32Array): boolean {
  let children = 0;
  for (let at = from; at < to; at = subtreeEnd[at]!) if (++children >= FOLD_AT_LEAST) return true;
  return false;
}

function describe(
  layout: TraceLayout,
  parent: number,
  list: number[],
  printText: string[],
  printOf: (detail: number, layer: number) => number,
): SiblingGroup {
  const { answer, span, start, end, failed, subtreeEnd } = layout;
  const group: SiblingGroup = {
    parts: [],
    loop: -1,
    members: Int32Array.from(list),
    parent,
    start: start[list[0]!]!,
    end: 0,
    total: 0,
    slowest: 0,
    failed: 0,
    spans: 0,
    pattern: null,
  };
  const detail = answer.spans.detail[span[list[0]!]!]!;
  let same = true;
  for (const at of list) {
    const duration = end[at]! - start[at]!;
    group.total += duration;
    if (end[at]! > group.end) group.end = end[at]!;
    if (duration > group.slowest) group.slowest = duration;
    group.spans += subtreeEnd[at]! - at;
    for (let below = at; below < subtreeEnd[at]!; below++) group.failed += failed[below]!;
    if (answer.spans.detail[span[at]!] !== detail) same = false;
  }
  if (!same) group.pattern = printText[printOf(detail, layout.layer[list[0]!]!)] ?? null;
  return group;
}

function loopOf(parts: readonly number[], groups: readonly SiblingGroup[]): SiblingGroup {
  const each = parts.map((part) => groups[part]!);
  const sum = (of: 'total' | 'failed' | 'spans') => each.reduce((total, group) => total + group[of], 0);
  return {
    parts,
    loop: -1,
    members: Int32Array.from(each.flatMap(({ members }) => [...members])).sort(),
    parent: each[0]!.parent,
    start: Math.min(...each.map(({ start }) => start)),
    end: Math.max(...each.map(({ end }) => end)),
    total: sum('total'),
    slowest: Math.max(...each.map(({ slowest }) => slowest)),
    failed: sum('failed'),
    spans: sum('spans'),
    pattern: null,
  };
}

/** The row that stands for a group while everything is folded: its loop's, or its own. */
export function outermost({ groups }: SiblingGroups, group: number): number {
  return groups[group]!.loop === -1 ? group : groups[group]!.loop;
}
