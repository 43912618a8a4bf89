import { groupOfRow, isGroupRow } from '../layout/visible-rows.ts';
import { itemOfKey } from '../view/folding.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import { GroupPanel } from './group-panel.tsx';
import { PanelHead } from './panel-head.tsx';
import { SpanPanel } from './span-panel.tsx';
import type { OpenSpan } from './use-open-span.ts';
import './trace-panel.css';

/** What is known of the selected row. */
export function TracePanel({ bin, stage, open }: { bin: string; stage: TraceStage; open: OpenSpan }) {
  const key = stage.view.selected;
  const item = key === null ? null : itemOfKey(stage.drawn, key);
  const close = () => stage.change({ selected: null }, 'push');
  if (item === null) {
    return (
      <aside className="trace-panel" aria-label="Selected span">
        <PanelHead title="Not in this trace" onClose={close} />
        <p className="soft">
          The address names the span {key}, but the trace has none of that id. It may arrive later.
        </p>
      </aside>
    );
  }
  if (isGroupRow(item)) {
    const group = stage.groups.groups[groupOfRow(item)]!;
    return <GroupPanel stage={stage} item={item} group={group} onClose={close} />;
  }
  return <SpanPanel bin={bin} stage={stage} at={item} open={open} onClose={close} />;
}
