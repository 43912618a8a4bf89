import type { TraceAnswer, TraceFinding } from '@tracebin/model';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { nextMatch } from '../layout/find-spans.ts';
import { detailFingerprints } from '../layout/fingerprint-detail.ts';
import { type PathParts, pathParts } from '../layout/path-parts.ts';
import { outermost, siblingGroups } from '../layout/sibling-groups.ts';
import { clampWindow, type TimeWindow } from '../layout/time-scale.ts';
import { traceLayout } from '../layout/trace-layout.ts';
import { slowestRoot } from '../layout/trace-root.ts';
import {
  type Folding,
  groupOfRow,
  isGroupRow,
  rowOfGroup,
  rowShowing,
  type VisibleRows,
  visibleRows,
} from '../layout/visible-rows.ts';
import {
  canFold,
  type DrawnTrace,
  foldedAbove,
  foldingOf,
  itemOfKey,
  keyOfItem,
  withFolded,
} from './folding.ts';
import type { TraceView } from './trace-view.ts';
import { type SearchedTrace, useFoundSpans } from './use-found-spans.ts';
import { type Insights, useInsights } from './use-insights.ts';
import type { ChangeView } from './use-trace-view.ts';

/** The trace as it is on the screen now, and what can be done to it. A row is named by its item (`VisibleRows.item`). */
export interface TraceStage extends DrawnTrace, SearchedTrace {
  /** Layout and groups as one object that stays the same as long as the trace does. */
  drawn: DrawnTrace;
  rows: VisibleRows;
  folding: Folding;
  view: TraceView;
  change: ChangeView;
  /** What the lanes show. */
  window: TimeWindow;
  /** Null while it is not shown. */
  path: PathParts | null;
  /** What the model finds by itself; undefined until it is known. */
  insights: Insights | undefined;
  /** What the server found, by the row at which it shows. */
  findings: ReadonlyMap<number, TraceFinding>;
  /** The row that the keyboard is on: an item, and its place among the rows. */
  current: number;
  currentRow: number;
  /** Puts the keyboard on a row; an open panel follows. */
  moveTo: (item: number) => void;
  /** Opens the panel on a row. */
  open: (item: number) => void;
  fold: (items: readonly number[], folded: boolean) => void;
  /** Moves to a row, opening whatever hides it. */
  reveal: (item: number) => void;
  /** Moves to the next span that the search found; a folded group counts as one. */
  goToMatch: (direction: 1 | -1) => void;
}

export function useDrawnTrace(answer: TraceAnswer): DrawnTrace {
  return useMemo(() => {
    performance.mark('trace:layout:start');
    const layout = traceLayout(answer);
    const groups = siblingGroups(layout, detailFingerprints());
    performance.measure('trace:layout', 'trace:layout:start');
    return { layout, groups };
  }, [answer]);
}

export function useTraceStage(
  bin: string,
  trace: DrawnTrace,
  view: TraceView,
  change: ChangeView,
  findings: ReadonlyMap<number, TraceFinding>,
): TraceStage {
  const { layout, groups } = trace;
  const { foldSpans, foldRepeats, toggled, selected, zoom, search } = view;
  const folding = useMemo(
    // Of the view only what folds matters: a zoom must not walk the tree.
    () => foldingOf(trace, { foldSpans, foldRepeats, toggled }),
    [trace, foldSpans, foldRepeats, toggled],
  );
  const rows = useMemo(() => visibleRows(layout, groups, folding), [layout, groups, folding]);
  const searched = useFoundSpans(bin, trace, search);
  const { found } = searched;
  const window = useMemo(
    () => clampWindow(zoom ?? { from: 0, to: layout.duration }, layout.duration),
    [zoom, layout.duration],
  );

  const { criticalPath } = view;
  const path = useMemo(
    () => (criticalPath && layout.count > 0 ? pathParts(layout, slowestRoot(layout)) : null),
    [criticalPath, layout],
  );
  const insights = useInsights(trace);

  const [wanted, setWanted] = useState(0);
  let currentRow = rows.item.indexOf(wanted);
  if (currentRow === -1) {
    const at = isGroupRow(wanted) ? groups.groups[groupOfRow(wanted)]?.members[0] : wanted;
    currentRow = at === undefined || at >= layout.count ? 0 : rowShowing(layout, groups, rows, at);
  }
  const current = rows.item[currentRow] ?? 0;

  const latest = useRef({ trace, view, folding, found, current, rows });
  latest.current = { trace, view, folding, found, current, rows };

  const commands = useMemo(() => {
    const moveTo = (item: number) => {
      setWanted(item);
      const { trace, view } = latest.current;
      if (view.selected !== null) change({ selected: keyOfItem(trace, item) }, 'later');
    };
    const open = (item: number) => {
      setWanted(item);
      const { trace, view } = latest.current;
      const key = keyOfItem(trace, item);
      if (view.selected !== key) change({ selected: key }, view.selected === null ? 'push' : 'replace');
    };
    const fold = (items: readonly number[], folded: boolean) => {
      const { trace, view } = latest.current;
      const able = items.filter((item) => canFold(trace, item));
      if (able.length > 0) change({ toggled: withFolded(trace, view, able, folded) }, 'replace');
    };
    const reveal = (item: number) => {
      const { trace, folding } = latest.current;
      const above = foldedAbove(trace, folding, item);
      if (above.length > 0) fold(above, false);
      moveTo(item);
    };
    const goToMatch = (direction: 1 | -1) => {
      const { trace, folding, found, current } = latest.current;
      if (found === null || found.count === 0) return;
      // The row at which the next match shows: a folded group, where all of it was found; of another one the span itself.
      const rowAfter = (position: number): number => {
        const at = nextMatch(found, position, direction);
        const group = trace.groups.groupOf[at]!;
        if (group === -1) return at;
        if (trace.groups.groups[group]!.members.some((member) => found.matches[member] !== 1)) return at;
        const hiding = [outermost(trace.groups, group), group];
        const folded = hiding.find((each) => folding.isGroupFolded(each));
        return folded === undefined ? at : rowOfGroup(folded);
      };
      if (!isGroupRow(current)) return reveal(rowAfter(current));
      const { members } = trace.groups.groups[groupOfRow(current)]!;
      if (direction === -1) return reveal(rowAfter(members[0]!));
      const first = rowAfter(members[0]! - 1);
      reveal(first === current ? rowAfter(trace.layout.subtreeEnd[members.at(-1)!]! - 1) : first);
    };
    return { moveTo, open, fold, reveal, goToMatch };
  }, [change]);

  // The address names the row: on load, and when the back button changes it.
  const adopted = useRef<string | null>(null);
  const follow = useCallback(() => {
    if (selected === null || adopted.current === selected) return;
    adopted.current = selected;
    const item = itemOfKey(latest.current.trace, selected);
    if (item === null || item === latest.current.current) return;
    const above = foldedAbove(latest.current.trace, latest.current.folding, item);
    if (above.length > 0) commands.fold(above, false);
    setWanted(item);
  }, [selected, commands]);
  useEffect(follow, [follow]);

  return {
    ...trace,
    drawn: trace,
    rows,
    folding,
    view,
    change,
    window,
    ...searched,
    path,
    insights,
    findings,
    current,
    currentRow,
    ...commands,
  };
}

/** Extent of a row in time. */
export function extentOf({ layout, groups }: DrawnTrace, item: number): TimeWindow {
  if (!isGroupRow(item)) return { from: layout.start[item]!, to: layout.end[item]! };
  const group = groups.groups[groupOfRow(item)]!;
  return { from: group.start, to: group.end };
}
