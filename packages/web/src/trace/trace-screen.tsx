import type { TraceAnswer } from '@tracebin/model';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import { TraceFindingsBanner } from './head/trace-findings.tsx';
import { TraceHead } from './head/trace-head.tsx';
import { TraceNotices } from './head/trace-notices.tsx';
import { traceNotices } from './head/trace-summary.ts';
import { TraceWaits } from './head/trace-waits.tsx';
import { TracePanel } from './panel/trace-panel.tsx';
import { useFoundMarks } from './panel/use-found-marks.ts';
import { useOpenSpan } from './panel/use-open-span.ts';
import { OtherPane, TracePanes } from './panes/trace-panes.tsx';
import { WaterfallPane } from './rows/waterfall-pane.tsx';
import { Divider } from './view/divider.tsx';
import { useRememberedWidth } from './view/remembered-width.ts';
import { useTraceFindings } from './view/use-trace-findings.ts';
import { useDrawnTrace, useTraceStage } from './view/use-trace-stage.ts';
import { type ShownAddress, useTraceView, type WriteAddress } from './view/use-trace-view.ts';
import './lanes/lanes.css';
import './trace-screen.css';

interface TraceScreenProps {
  bin: string;
  answer: TraceAnswer;
  shown: ShownAddress;
  writeAddress: WriteAddress;
  /** Asks for the trace anew. */
  onAgain: () => void;
}

/** Everything of one trace: head, notices, findings, one of its pictures and the panel of the selected row. */
export function TraceScreen({ bin, answer, shown, writeAddress, onAgain }: TraceScreenProps) {
  const drawn = useDrawnTrace(answer);
  const [view, change] = useTraceView(shown, writeAddress);
  const findings = useTraceFindings(bin, drawn);
  const stage = useTraceStage(bin, drawn, view, change, findings.byItem);
  const open = useOpenSpan(bin, stage);
  const scroller = useRef<HTMLDivElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const side = useRef<HTMLDivElement>(null);
  useFoundMarks(side, view.selected !== null, view.search);
  const pageWidth = usePageWidth();
  const [wantedPanel, setPanelWidth] = useRememberedWidth('trace.panel', 384);
  const panelWidth = Math.min(wantedPanel, Math.max(280, pageWidth * 0.6));

  // Whoever is led to a row goes on from there by keys.
  const showRow = (item: number) => {
    change({ pane: 'waterfall' }, 'push');
    stage.reveal(item);
    scroller.current?.focus({ preventScroll: true });
  };
  const openRow = (item: number) => {
    showRow(item);
    stage.open(item);
  };
  const notices = useMemo(() => traceNotices(drawn.layout), [drawn]);
  return (
    <main className="trace-page">
      <TraceHead
        bin={bin}
        layout={drawn.layout}
        origins={stage.insights?.origins}
        onShow={openRow}
        onShowErrors={() => {
          change({ search: 'is:error', pane: 'waterfall' }, 'push');
          searchInput.current?.focus();
        }}
      />
      <TraceNotices notices={notices} onShow={showRow} onAgain={onAgain} />
      {findings.unfinished !== undefined && <TraceWaits answer={findings.unfinished} />}
      <TraceFindingsBanner bin={bin} drawn={drawn} findings={findings.list} onShow={openRow} />
      <TracePanes stage={stage}>
        <section className={view.selected === null ? 'trace-stage' : 'trace-stage has-panel'}>
          {view.pane === 'waterfall' ? (
            <WaterfallPane stage={stage} marks={open.marks} scroller={scroller} searchInput={searchInput} />
          ) : (
            <OtherPane bin={bin} stage={stage} onShowRow={openRow} />
          )}
          {view.selected !== null && (
            <div
              className="trace-side"
              ref={side}
              style={{ '--panel-width': `${panelWidth}px` } as CSSProperties}
            >
              <Divider
                label="Width of the panel"
                width={panelWidth}
                min={280}
                max={Math.max(320, pageWidth * 0.7)}
                direction={-1}
                onWidth={setPanelWidth}
              />
              <TracePanel bin={bin} stage={stage} open={open} />
            </div>
          )}
        </section>
      </TracePanes>
    </main>
  );
}

function usePageWidth(): number {
  const [width, setWidth] = useState(() => globalThis.innerWidth || 1200);
  useEffect(() => {
    const read = () => setWidth(globalThis.innerWidth);
    globalThis.addEventListener('resize', read);
    return () => globalThis.removeEventListener('resize', read);
  }, []);
  return width;
}
