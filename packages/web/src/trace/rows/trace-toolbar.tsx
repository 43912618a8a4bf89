import type { RefObject } from 'react';
import { matchesUntil } from '../layout/find-spans.ts';
import { groupOfRow, isGroupRow } from '../layout/visible-rows.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import './trace-toolbar.css';

/** Search inside the trace, and folding of everything at once. */
export function TraceToolbar({
  stage,
  searchInput,
}: {
  stage: TraceStage;
  searchInput: RefObject<HTMLInputElement | null>;
}) {
  const { view, change, found } = stage;
  return (
    <div className="trace-toolbar">
      <span className="ctl trace-find">
        <input
          ref={searchInput}
          type="text"
          aria-label="Search inside the trace: names, attributes, events, log records, error"
          placeholder="Search spans"
          spellCheck={false}
          autoComplete="off"
          value={view.search}
          onChange={(event) => change({ search: event.target.value }, 'later')}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            stage.goToMatch(event.shiftKey ? -1 : 1);
          }}
        />
        {found === null ? (
          <kbd className="kbd">/</kbd>
        ) : (
          <>
            <output className="muted small">
              {countText(stage)}
              {stage.isLooking && <span title="Looking through attributes, events and log records">…</span>}
            </output>
            {stage.error !== null && (
              <span
                className="warn small"
                role="alert"
                title={`Attributes, events and log records were not looked through: ${stage.error.message}`}
              >
                names only
              </span>
            )}
            <StepButton label="Match before" path="M1 5.5 4 2.5 7 5.5" onClick={() => stage.goToMatch(-1)} />
            <StepButton label="Next match" path="M1 2.5 4 5.5 7 2.5" onClick={() => stage.goToMatch(1)} />
          </>
        )}
      </span>
      <span className="trace-folds">
        <FoldButton
          label="Fold all"
          path="M3 5.5 7 2l4 3.5M3 8.5 7 12l4-3.5"
          flip
          onClick={() => change({ foldSpans: true, foldRepeats: true, toggled: openRoots(stage) }, 'push')}
        />
        <FoldButton
          label="Open all"
          path="M3 5.5 7 2l4 3.5M3 8.5 7 12l4-3.5"
          onClick={() => change({ foldSpans: false, toggled: [] }, 'push')}
        />
        {stage.groups.groups.length > 0 && (
          <button
            type="button"
            className="ctl trace-repeats"
            aria-pressed={view.foldRepeats}
            title="Siblings that do the same are one row"
            onClick={() => change({ foldRepeats: !view.foldRepeats, toggled: [] }, 'push')}
          >
            n ×
          </button>
        )}
      </span>
    </div>
  );
}

/** Everything folded still shows what the root did: one row says nothing. */
function openRoots({ layout }: TraceStage): readonly string[] {
  return layout.tree.roots.length > 20
    ? []
    : Array.from(layout.tree.roots, (at) => layout.answer.spans.spanId[layout.span[at]!]!);
}

function countText({ found, isLooking, current, groups, folding }: TraceStage): string {
  if (found === null || found.count === 0) return isLooking ? '' : 'none';
  const at = isGroupRow(current) ? groups.groups[groupOfRow(current)]!.members[0]! : current;
  const isOn =
    found.matches[at] === 1 && (!isGroupRow(current) || folding.isGroupFolded(groupOfRow(current)));
  const all = `${found.count.toLocaleString('en-US')}${found.more ? '+' : ''}`;
  return isOn ? `${matchesUntil(found, at).toLocaleString('en-US')} of ${all}` : all;
}

function StepButton({ label, path, onClick }: { label: string; path: string; onClick: () => void }) {
  return (
    <button type="button" className="trace-step" aria-label={label} onClick={onClick}>
      <svg className="chev" viewBox="0 0 8 8" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}

function FoldButton(props: { label: string; path: string; flip?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="ctl"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <svg className={props.flip ? 'ico is-fold' : 'ico'} viewBox="0 0 14 14" aria-hidden="true">
        {props.flip ? <path d="M3 2l4 3.5L11 2M3 12l4-3.5L11 12" /> : <path d={props.path} />}
      </svg>
    </button>
  );
}
