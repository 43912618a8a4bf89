import type { TraceMatchesAnswer } from '@tracebin/model';
import { outermost, type SiblingGroups } from './sibling-groups.ts';
import { positionOfSpan } from './span-lookup.ts';
import type { Position, TraceLayout } from './trace-layout.ts';

/** Which spans match the words of a search inside the trace. */
export interface FoundSpans {
  /** 1 at the position of a match. */
  matches: Uint8Array;
  /** 1 for a group of alike siblings, and for a loop, with a match among its members. */
  groups: Uint8Array;
  count: number;
  /** True where the server has found more than it told. */
  more: boolean;
}

/** Words of a search, small letters. */
export const wordsOf = (query: string): string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

const ERROR_WORDS = new Set(['error', 'is:error', 'status:error']);

/**
 * Every word must be found in the name, the service or the detail of a span, whatever its case; `error` also
 * finds spans that failed, and a span id finds its span. Each distinct string is looked at once, not each span.
 */
export function findSpans(layout: TraceLayout, groups: SiblingGroups, query: string): FoundSpans | null {
  const words = wordsOf(query);
  if (words.length === 0) return null;
  const { answer, count, span, failed } = layout;
  const columns = answer.spans;
  const lower = answer.strings.map((text) => text.toLowerCase());
  const hits = words.map((word) => Uint8Array.from(lower, (text) => (text.includes(word) ? 1 : 0)));
  const matches = new Uint8Array(count);
  const inGroup = new Uint8Array(groups.groups.length);
  let found = 0;
  for (let at = 0; at < count; at++) {
    const i = span[at]!;
    let all = true;
    for (let w = 0; w < words.length && all; w++) {
      const hit = hits[w]!;
      all =
        hit[columns.name[i]!] === 1 ||
        hit[columns.service[i]!] === 1 ||
        (columns.detail[i]! >= 0 && hit[columns.detail[i]!] === 1) ||
        (failed[at] === 1 && ERROR_WORDS.has(words[w]!)) ||
        columns.spanId[i] === words[w];
    }
    if (all) {
      addMatch(matches, inGroup, groups, at);
      found++;
    }
  }
  return { matches, groups: inGroup, count: found, more: false };
}

/** What the page has found by itself, and the spans that the server names: it knows attributes, events and log records. */
export function withMatches(
  found: FoundSpans,
  layout: TraceLayout,
  groups: SiblingGroups,
  { spanIds, more }: TraceMatchesAnswer,
): FoundSpans {
  const matches = found.matches.slice();
  const inGroup = found.groups.slice();
  let { count } = found;
  for (const id of spanIds) {
    const at = positionOfSpan(layout, id);
    // A span that has come since the page read the trace has no row.
    if (at === -1 || matches[at] === 1) continue;
    addMatch(matches, inGroup, groups, at);
    count++;
  }
  return { matches, groups: inGroup, count, more };
}

function addMatch(matches: Uint8Array, inGroup: Uint8Array, groups: SiblingGroups, at: Position): void {
  matches[at] = 1;
  const group = groups.groupOf[at]!;
  if (group !== -1) inGroup[group] = inGroup[outermost(groups, group)] = 1;
}

/** Next match after (or before) a position, around the end; -1 when nothing matches. */
export function nextMatch(found: FoundSpans, after: Position, direction: 1 | -1): Position {
  const { matches } = found;
  const n = matches.length;
  if (found.count === 0) return -1;
  for (let step = 1; step <= n; step++) {
    const at = (((after + step * direction) % n) + n) % n;
    if (matches[at] === 1) return at;
  }
  return -1;
}

/** How many matches there are up to and including `at`: the `3` of "3 of 12". */
export function matchesUntil(found: FoundSpans, at: Position): number {
  let n = 0;
  for (let i = 0; i <= at && i < found.matches.length; i++) n += found.matches[i]!;
  return n;
}
