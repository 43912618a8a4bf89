import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { FINDING_KIND_WORDS } from '@tracebin/model';
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { LaneMarks, LaneRow } from '../lanes/draw-lanes.ts';
import { LaneCanvas } from '../lanes/lane-canvas.tsx';
import { timeTicks } from '../layout/time-scale.ts';
import { groupOfRow, isGroupRow } from '../layout/visible-rows.ts';
import { canFold, foldableSiblings, isFolded, keyOfItem } from '../view/folding.ts';
import { REPEAT_WORDS } from '../view/use-insights.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import { rowId, WaterfallRow } from './waterfall-row.tsx';
import './waterfall.css';

export const ROW_HEIGHT = 24;
export const GROUP_ROW_HEIGHT = 46;
/** Rows drawn above and below the screen: one turn of the wheel, so that none is seen empty. */
const OVERSCAN_ROWS = 6;

interface WaterfallProps {
  stage: TraceStage;
  /** Columns on the left of the lanes, and the lanes, in CSS pixels. */
  treeWidth: number;
  laneWidth: number;
  marks: LaneMarks | null;
  onKeyDown: (event: KeyboardEvent) => void;
  /** The part of the list that scrolls; given so that gestures can listen to it. */
  scroller: React.RefObject<HTMLDivElement | null>;
}

/** The rows on the screen: names on the left as a tree, bars on the right on one canvas. */
export function Waterfall({ stage, treeWidth, laneWidth, marks, onKeyDown, scroller }: WaterfallProps) {
  const { rows, folding, found, view, layout, currentRow } = stage;
  const trace = stage.drawn;
  // A new function whenever the rows are other ones: the virtualizer then asks for all heights anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the identity is the message
  const getItemKey = useCallback((row: number) => row, [rows]);
  // The row that the tree names as its own stays in the page, wherever the reader scrolls.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (currentRow < (indexes[0] ?? 0)) indexes.unshift(currentRow);
      else if (currentRow > (indexes.at(-1) ?? 0) && currentRow < range.count) indexes.push(currentRow);
      return indexes;
    },
    [currentRow],
  );
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => (isGroupRow(rows.item[row]!) ? GROUP_ROW_HEIGHT : ROW_HEIGHT),
    overscan: OVERSCAN_ROWS,
    getItemKey,
    rangeExtractor,
  });
  const mayScroll = useRef(false);
  useLayoutEffect(() => {
    // Not on the first paint: a trace opens at its top unless its address names a span.
    if (mayScroll.current || currentRow > 0) virtualizer.scrollToIndex(currentRow, { align: 'auto' });
    mayScroll.current = true;
  }, [currentRow, virtualizer]);

  const [hasFocus, setFocus] = useState(false);
  useEffect(() => {
    scroller.current?.focus({ preventScroll: true });
  }, [scroller]);

  const items = virtualizer.getVirtualItems();
  const onScreen = contiguous(items);
  const canvasTop = onScreen[0]?.start ?? 0;
  const laneRows: LaneRow[] = onScreen.map((each) => ({
    item: rows.item[each.index]!,
    y: each.start - canvasTop,
    height: each.size,
    quiet: isQuiet(rows.item[each.index]!),
  }));
  const canvasHeight = onScreen.length === 0 ? 0 : onScreen.at(-1)!.end - canvasTop;
  const ticks = timeTicks(stage.window, laneWidth);

  function isQuiet(item: number): boolean {
    if (found === null || found.count === 0) return false;
    if (!isGroupRow(item)) return found.matches[item] !== 1;
    return found.groups[groupOfRow(item)] !== 1;
  }

  function findingOf(item: number): string | undefined {
    const repeat = isGroupRow(item) ? stage.insights?.repeats.get(groupOfRow(item)) : undefined;
    if (repeat !== undefined) return REPEAT_WORDS[repeat.kind];
    const found = stage.findings.get(item);
    return found === undefined ? undefined : FINDING_KIND_WORDS[found.kind];
  }

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const row = Number(target.closest<HTMLElement>('[data-row]')?.dataset.row ?? Number.NaN);
    const item = rows.item[row];
    if (item === undefined) return;
    if (target.closest('[data-twisty]') !== null) {
      stage.fold(event.shiftKey ? foldableSiblings(trace, item) : [item], !isFolded(folding, item));
      return;
    }
    if (view.selected !== null && view.selected === keyOfItem(trace, item)) return;
    stage.open(item);
  };

  const guideWidth = treeWidth < 300 ? 9 : 17;
  const maxGuides = Math.max(2, Math.floor((treeWidth * 0.4) / guideWidth));
  return (
    <div
      ref={scroller}
      className={hasFocus ? 'trace-scroller has-focus' : 'trace-scroller'}
      role="tree"
      aria-label="Spans"
      aria-activedescendant={rows.count > 0 ? rowId(currentRow) : undefined}
      tabIndex={0}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div className="trace-rows" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((each) => {
          const item = rows.item[each.index]!;
          return (
            <WaterfallRow
              key={item}
              trace={trace}
              item={item}
              row={each.index}
              depth={rows.depth[each.index]!}
              top={each.start}
              height={each.size}
              folded={canFold(trace, item) ? isFolded(folding, item) : undefined}
              current={each.index === currentRow}
              selected={view.selected !== null && view.selected === keyOfItem(trace, item)}
              quiet={isQuiet(item)}
              finding={findingOf(item)}
              clockOff={isGroupRow(item) ? 0 : (stage.insights?.clockOff.get(item) ?? 0)}
              maxGuides={maxGuides}
              guideWidth={guideWidth}
            />
          );
        })}
        <LaneCanvas
          trace={trace}
          window={stage.window}
          rows={laneRows}
          ticks={ticks}
          top={canvasTop}
          width={laneWidth}
          height={canvasHeight}
          marks={marks}
          path={stage.path}
        />
      </div>
      {layout.count === 0 && <p className="muted">This trace has no spans.</p>}
    </div>
  );
}

/** Without the current row where that is kept although it is far off the screen. */
function contiguous(items: VirtualItem[]): VirtualItem[] {
  if (items.length < 2) return items;
  if (items[1]!.index !== items[0]!.index + 1) return items.slice(1);
  if (items.at(-2)!.index !== items.at(-1)!.index - 1) return items.slice(0, -1);
  return items;
}
