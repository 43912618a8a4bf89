import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LaneMarks } from '../lanes/draw-lanes.ts';
import { Minimap } from '../lanes/minimap.tsx';
import { TimeAxis } from '../lanes/time-axis.tsx';
import { useLaneGestures } from '../lanes/use-lane-gestures.ts';
import { clampWindow, type TimeWindow, timeTicks } from '../layout/time-scale.ts';
import { Divider } from '../view/divider.tsx';
import { useRememberedWidth } from '../view/remembered-width.ts';
import { useTraceKeys } from '../view/use-trace-keys.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import type { HistoryStep } from '../view/use-trace-view.ts';
import { TraceHints } from './trace-hints.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { ROW_HEIGHT, Waterfall } from './waterfall.tsx';

/** From the names to the lanes, and from the lanes to the edge. */
const LANE_LEFT = 18;
const LANE_RIGHT = 18;

interface WaterfallPaneProps {
  stage: TraceStage;
  marks: LaneMarks | null;
  scroller: RefObject<HTMLDivElement | null>;
  searchInput: RefObject<HTMLInputElement | null>;
}

/** Names and bars of the spans, with the minimap above and the keys below. */
export function WaterfallPane({ stage, marks, scroller, searchInput }: WaterfallPaneProps) {
  const { view, change, layout } = stage;
  const area = useRef<HTMLDivElement>(null);
  const crosshair = useRef<HTMLDivElement>(null);
  const brush = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(scroller);
  const [wantedTree, setTreeWidth] = useRememberedWidth('trace.tree', 478);
  const treeWidth = Math.min(wantedTree, Math.max(140, width * 0.62));
  const laneWidth = Math.max(0, width - treeWidth - LANE_LEFT - LANE_RIGHT);

  const onWindow = (window: TimeWindow | null, step: HistoryStep) =>
    change({ zoom: window === null ? null : clampWindow(window, layout.duration) }, step);
  useLaneGestures({
    area,
    crosshair,
    brush,
    left: treeWidth + LANE_LEFT,
    width: laneWidth,
    window: stage.window,
    duration: layout.duration,
    onWindow,
  });
  const { selected } = view;
  useEffect(() => {
    // The button that closed the panel has gone with it, and has left the focus nowhere.
    if (selected === null && document.activeElement === document.body) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, [selected, scroller]);
  const onKeyDown = useTraceKeys({
    stage,
    searchInput,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 240) / ROW_HEIGHT) - 1),
  });
  const columns = { '--tree-width': `${treeWidth}px` } as React.CSSProperties;
  return (
    <div className="trace-timeline" style={columns}>
      <div className="trace-topline">
        <TraceToolbar stage={stage} searchInput={searchInput} />
        <Minimap
          layout={layout}
          window={stage.window}
          width={laneWidth}
          found={stage.found}
          onWindow={onWindow}
        />
      </div>
      <div className="trace-area" ref={area}>
        <div className="trace-axisline">
          <span>Span</span>
          <span className="right">Duration</span>
          <TimeAxis ticks={timeTicks(stage.window, laneWidth)} window={stage.window} width={laneWidth} />
        </div>
        <Waterfall
          stage={stage}
          treeWidth={treeWidth}
          laneWidth={laneWidth}
          marks={marks}
          onKeyDown={onKeyDown}
          scroller={scroller}
        />
        <div className="trace-column-divider">
          <Divider
            label="Width of the names"
            width={treeWidth}
            min={140}
            max={Math.max(200, width - 160)}
            direction={1}
            onWidth={setTreeWidth}
          />
        </div>
        <div className="trace-crosshair" ref={crosshair} hidden>
          <span />
        </div>
        <div className="trace-brush" ref={brush} hidden>
          <span />
        </div>
      </div>
      <TraceHints
        rows={stage.rows.count}
        spans={layout.count}
        zoomed={view.zoom !== null}
        path={view.criticalPath}
        onPath={() => change({ criticalPath: !view.criticalPath }, 'replace')}
        onWhole={() => onWindow(null, 'push')}
      />
    </div>
  );
}

/** Inner width of an element without its scroll bar; 0 until it has been laid out. */
function useInnerWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const read = () => setWidth(target.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
