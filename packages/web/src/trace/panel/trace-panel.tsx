import { groupOfRow, isGroupRow } from '../layout/visible-rows.ts';
import { itemOfKey } from '../view/folding.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import { GroupPanel } from './group-panel.tsx';
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

export function PanelHead({
  title,
  children,
  onClose,
}: {
  title: React.ReactNode;
  children?: React.ReactNode;
  onClose: () => void;
}) {
  return (
    <header className="trace-panel-head">
      <h2>{title}</h2>
      <span className="right row">
        {children}
        <button
          type="button"
          className="trace-close"
          aria-label="Close the panel"
          title="Close (Esc)"
          onClick={onClose}
        >
          <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
            <path d="M1 1 7 7M7 1 1 7" />
          </svg>
        </button>
      </span>
    </header>
  );
}
