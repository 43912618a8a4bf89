import type { TraceAnswer } from '@tracebin/model';
import { type CSSProperties, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { TraceHead } from './head/trace-head.tsx';
import { TraceNotices } from './head/trace-notices.tsx';
import { traceNotices } from './head/trace-summary.ts';
import { Minimap } from './lanes/minimap.tsx';
import { TimeAxis } from './lanes/time-axis.tsx';
import { useLaneGestures } from './lanes/use-lane-gestures.ts';
import { clampWindow, type TimeWindow, timeTicks } from './layout/time-scale.ts';
import { TracePanel } from './panel/trace-panel.tsx';
import { useOpenSpan } from './panel/use-open-span.ts';
import { TraceHints } from './rows/trace-hints.tsx';
import { TraceToolbar } from './rows/trace-toolbar.tsx';
import { ROW_HEIGHT, Waterfall } from './rows/waterfall.tsx';
import { Divider } from './view/divider.tsx';
import { useRememberedWidth } from './view/remembered-width.ts';
import { useTraceKeys } from './view/use-trace-keys.ts';
import { useDrawnTrace, useTraceStage } from './view/use-trace-stage.ts';
import {
  type HistoryStep,
  type ShownAddress,
  useTraceView,
  type WriteAddress,
} from './view/use-trace-view.ts';
import './lanes/lanes.css';
import './trace-screen.css';

/** From the names to the lanes, and from the lanes to the edge. */
const LANE_LEFT = 18;
const LANE_RIGHT = 18;

interface TraceScreenProps {
  bin: string;
  answer: TraceAnswer;
  shown: ShownAddress;
  writeAddress: WriteAddress;
  /** Asks for the trace anew. */
  onAgain: () => void;
}

/** Everything of one trace: head, notices, waterfall and the panel of the selected row. */
export function TraceScreen({ bin, answer, shown, writeAddress, onAgain }: TraceScreenProps) {
  const drawn = useDrawnTrace(answer);
  const [view, change] = useTraceView(shown, writeAddress);
  const stage = useTraceStage(drawn, view, change);
  const open = useOpenSpan(bin, stage);

  const scroller = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const crosshair = useRef<HTMLDivElement>(null);
  const brush = useRef<HTMLDivElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const size = useSize(scroller);
  const [wantedTree, setTreeWidth] = useRememberedWidth('trace.tree', 478);
  const [wantedPanel, setPanelWidth] = useRememberedWidth('trace.panel', 384);
  const treeWidth = Math.min(wantedTree, Math.max(140, size.width * 0.62));
  const laneWidth = Math.max(0, size.width - treeWidth - LANE_LEFT - LANE_RIGHT);

  const onWindow = (window: TimeWindow | null, step: HistoryStep) =>
    change({ zoom: window === null ? null : clampWindow(window, drawn.layout.duration) }, step);
  useLaneGestures({
    area,
    crosshair,
    brush,
    left: treeWidth + LANE_LEFT,
    width: laneWidth,
    window: stage.window,
    duration: drawn.layout.duration,
    onWindow,
  });
  // Whoever is led to a row goes on from there by keys.
  const showRow = (at: number) => {
    stage.reveal(at);
    scroller.current?.focus({ preventScroll: true });
  };
  const { selected } = view;
  useEffect(() => {
    // The button that closed the panel has gone with it, and has left the focus nowhere.
    if (selected === null && document.activeElement === document.body) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, [selected]);
  const onKeyDown = useTraceKeys({
    stage,
    searchInput,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 240) / ROW_HEIGHT) - 1),
  });
  const notices = useMemo(() => traceNotices(drawn.layout), [drawn]);
  const columns = { '--tree-width': `${treeWidth}px` } as CSSProperties;
  const panelWidth = Math.min(wantedPanel, Math.max(280, (size.page || 1200) * 0.6));
  return (
    <main className="trace-page">
      <TraceHead
        bin={bin}
        layout={drawn.layout}
        origins={stage.insights?.origins}
        onShow={(at) => {
          showRow(at);
          stage.open(at);
        }}
        onShowErrors={() => {
          change({ search: 'error' }, 'push');
          searchInput.current?.focus();
        }}
      />
      <TraceNotices notices={notices} onShow={showRow} onAgain={onAgain} />
      <section className={view.selected === null ? 'trace-stage' : 'trace-stage has-panel'}>
        <div className="trace-timeline" style={columns}>
          <div className="trace-topline">
            <TraceToolbar stage={stage} searchInput={searchInput} />
            <Minimap
              layout={drawn.layout}
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
              marks={open.marks}
              onKeyDown={onKeyDown}
              scroller={scroller}
            />
            <div className="trace-column-divider">
              <Divider
                label="Width of the names"
                width={treeWidth}
                min={140}
                max={Math.max(200, size.width - 160)}
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
            spans={drawn.layout.count}
            zoomed={view.zoom !== null}
            path={view.criticalPath}
            onPath={() => change({ criticalPath: !view.criticalPath }, 'replace')}
            onWhole={() => onWindow(null, 'push')}
          />
        </div>
        {view.selected !== null && (
          <div className="trace-side" style={{ '--panel-width': `${panelWidth}px` } as CSSProperties}>
            <Divider
              label="Width of the panel"
              width={panelWidth}
              min={280}
              max={Math.max(320, size.page * 0.7)}
              direction={-1}
              onWidth={setPanelWidth}
            />
            <TracePanel bin={bin} stage={stage} open={open} />
          </div>
        )}
      </section>
    </main>
  );
}

/** Inner width of an element without its scroll bar, and the width of the page; 0 until it has been laid out. */
function useSize(element: React.RefObject<HTMLElement | null>): { width: number; page: number } {
  const [size, setSize] = useState({ width: 0, page: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const read = () => setSize({ width: target.clientWidth, page: globalThis.innerWidth });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
