import { lazy, type ReactNode, Suspense } from 'react';
import { Tabs } from '../../controls/tabs.tsx';
import { useKeys } from '../../shell/keys.ts';
import { TRACE_PANES, type TracePane } from '../view/trace-view.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import type { PaneProps } from './pane-props.ts';
import './trace-panes.css';

const LABELS: Record<TracePane, string> = {
  waterfall: 'Waterfall',
  flame: 'Flame graph',
  statistics: 'Statistics',
  logs: 'Logs',
  compare: 'Compare',
};

const PANES = {
  flame: lazy(() => import('./flame/flame-pane.tsx')),
  statistics: lazy(() => import('./statistics-pane.tsx')),
  logs: lazy(() => import('./logs-pane.tsx')),
  compare: lazy(() => import('./compare/compare-pane.tsx')),
};

/** The choice among the pictures of a trace; `1` to `5` by keys. */
export function TracePanes({ stage, children }: { stage: TraceStage; children: ReactNode }) {
  const { view, change, layout } = stage;
  const logs = layout.answer.spans.logs.reduce((sum, each) => sum + each, 0) + layout.answer.logsWithoutSpan;
  const tabs = TRACE_PANES.filter((name) => name !== 'logs' || logs > 0 || view.pane === 'logs').map(
    (name) => ({
      name,
      label: name === 'logs' ? `${LABELS.logs} ${logs.toLocaleString('en-US')}` : LABELS[name],
    }),
  );
  useKeys(
    'Pictures of the trace',
    TRACE_PANES.map((pane, index) => ({
      keys: String(index + 1),
      label: LABELS[pane],
      run: () => change({ pane }, 'push'),
    })),
  );
  return (
    <div className="trace-panes">
      <Tabs
        label="Pictures of the trace"
        tabs={tabs}
        current={view.pane}
        choose={(pane) => change({ pane }, 'push')}
      >
        {children}
      </Tabs>
    </div>
  );
}

export function OtherPane(props: PaneProps) {
  const { pane } = props.stage.view;
  if (pane === 'waterfall') return null;
  const Pane = PANES[pane];
  return (
    <div className="trace-pane">
      <Suspense fallback={<div className="trace-pane-waiting" role="status" aria-label="Loading" />}>
        <Pane {...props} />
      </Suspense>
    </div>
  );
}
