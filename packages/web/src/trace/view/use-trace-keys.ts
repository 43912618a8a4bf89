import type { KeyboardEvent as ReactKeyboardEvent, RefObject } from 'react';
import { useKeys } from '../../shell/keys.ts';
import { clampWindow, zoomWindow } from '../layout/time-scale.ts';
import { canFold, foldableSiblings, isFolded } from './folding.ts';
import { extentOf, type TraceStage } from './use-trace-stage.ts';

interface TraceKeys {
  stage: TraceStage;
  searchInput: RefObject<HTMLInputElement | null>;
  /** How many rows a page is. */
  pageRows: () => number;
}

/** All keys of the waterfall. Gives the handler for those that only count while the tree has the focus. */
export function useTraceKeys({
  stage,
  searchInput,
  pageRows,
}: TraceKeys): (event: ReactKeyboardEvent) => void {
  const { rows, current, currentRow, view, change, window, layout } = stage;
  const { duration } = layout;

  const step = (by: number) => {
    const row = Math.min(rows.count - 1, Math.max(0, currentRow + by));
    const item = rows.item[row];
    if (item !== undefined) stage.moveTo(item);
  };
  const openOrInto = () => {
    if (canFold(stage.drawn, current) && isFolded(stage.folding, current)) stage.fold([current], false);
    else if ((rows.depth[currentRow + 1] ?? -1) > rows.depth[currentRow]!) step(1);
  };
  const foldOrUp = () => {
    if (canFold(stage.drawn, current) && !isFolded(stage.folding, current)) {
      stage.fold([current], true);
      return;
    }
    for (let row = currentRow - 1; row >= 0; row--) {
      if (rows.depth[row]! < rows.depth[currentRow]!) return stage.moveTo(rows.item[row]!);
    }
  };
  const zoomTo = (from: number, to: number) => {
    const next = clampWindow({ from, to }, duration);
    const already =
      view.zoom !== null && Math.abs(window.from - next.from) < 1 && Math.abs(window.to - next.to) < 1;
    change({ zoom: already ? null : next }, 'push');
  };
  const zoomToRow = () => {
    const extent = extentOf(stage.drawn, current);
    const margin = Math.max(1, (extent.to - extent.from) * 0.03);
    zoomTo(extent.from - margin, extent.to + margin);
  };
  const before = () => {
    const { from } = extentOf(stage.drawn, current);
    if (from > 0) zoomTo(0, from * 1.02);
  };
  const after = () => {
    const { to } = extentOf(stage.drawn, current);
    if (to < duration) zoomTo(to - (duration - to) * 0.02, duration);
  };
  const zoomBy = (factor: number) => {
    const extent = extentOf(stage.drawn, current);
    const middle = Math.min(window.to, Math.max(window.from, (extent.from + extent.to) / 2));
    change({ zoom: zoomWindow(window, middle, factor, duration) }, 'later');
  };
  const moveAlong = (share: number) => {
    const by = (window.to - window.from) * share;
    change({ zoom: clampWindow({ from: window.from + by, to: window.to + by }, duration) }, 'later');
  };
  const goBack = (event: KeyboardEvent) => {
    const input = searchInput.current;
    const typedElsewhere = event.target instanceof HTMLInputElement && event.target !== input;
    if (typedElsewhere) return;
    if (input !== null && event.target === input) {
      change({ search: '' }, 'replace');
      input.blur();
    } else if (view.zoom !== null) change({ zoom: null }, 'push');
    else if (view.selected !== null) change({ selected: null }, 'push');
    else if (view.search !== '') change({ search: '' }, 'replace');
  };

  useKeys('Trace', [
    { keys: 'j', label: 'Next row', run: () => step(1) },
    { keys: 'k', label: 'Row before', run: () => step(-1) },
    { keys: '← →', label: 'Fold, open; with shift all siblings', run: () => undefined },
    { keys: '↵', label: 'Open the panel of the row', run: () => undefined },
    { keys: 'z', label: 'Zoom to the row, and back', run: zoomToRow },
    { keys: ',', label: 'Zoom to all before the row', run: before },
    { keys: '.', label: 'Zoom to all after the row', run: after },
    { keys: '+', label: 'Zoom in', run: () => zoomBy(0.5) },
    { keys: '-', label: 'Zoom out', run: () => zoomBy(2) },
    { keys: '[', label: 'Earlier', run: () => moveAlong(-0.25) },
    { keys: ']', label: 'Later', run: () => moveAlong(0.25) },
    { keys: '0', label: 'The whole trace', run: () => view.zoom !== null && change({ zoom: null }, 'push') },
    { keys: 'c', label: 'Critical path', run: () => change({ criticalPath: !view.criticalPath }, 'replace') },
    {
      keys: '/',
      label: 'Search inside the trace',
      run: () => {
        searchInput.current?.focus();
        searchInput.current?.select();
      },
    },
    { keys: 'n', label: 'Next match', run: () => stage.goToMatch(1) },
    { keys: 'N', label: 'Match before', run: () => stage.goToMatch(-1) },
    { keys: 'Escape', label: 'Back: search, zoom, panel', run: goBack, whileTyping: true },
  ]);

  const foldSiblings = (folded: boolean) => stage.fold(foldableSiblings(stage.drawn, current), folded);
  const runTreeKey = ({ key, shiftKey }: ReactKeyboardEvent): boolean => {
    if (key === 'ArrowDown') step(1);
    else if (key === 'ArrowUp') step(-1);
    else if (key === 'PageDown') step(pageRows());
    else if (key === 'PageUp') step(-pageRows());
    else if (key === 'Home') step(-rows.count);
    else if (key === 'End') step(rows.count);
    else if (key === 'ArrowRight') shiftKey ? foldSiblings(false) : openOrInto();
    else if (key === 'ArrowLeft') shiftKey ? foldSiblings(true) : foldOrUp();
    else if (key === 'Enter') stage.open(current);
    else if (key === ' ') stage.fold([current], !isFolded(stage.folding, current));
    else return false;
    return true;
  };
  return (event) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!runTreeKey(event)) return;
    event.preventDefault();
  };
}
