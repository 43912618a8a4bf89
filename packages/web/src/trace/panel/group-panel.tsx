import { formatCount, formatDuration, LAYER_NAMES, type RepeatKind } from '@tracebin/model';
import { useMemo } from 'react';
import type { SiblingGroup } from '../layout/sibling-groups.ts';
import { groupLabel } from '../layout/span-label.ts';
import { clampWindow } from '../layout/time-scale.ts';
import { groupOfRow } from '../layout/visible-rows.ts';
import { isFolded } from '../view/folding.ts';
import { REPEAT_WORDS } from '../view/use-insights.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import { CodeBlock } from './code-block.tsx';
import { DurationHistogram } from './duration-histogram.tsx';
import { Figure } from './figure.tsx';
import { LoopParts } from './loop-parts.tsx';
import { PanelHead } from './panel-head.tsx';

const REPEAT_SENTENCES: Record<RepeatKind, string> = {
  'n-plus-one': 'One after another, each for another row. One query for all of them would do.',
  'duplicate-query': 'The same query with the same values, again and again. Asking once would do.',
  'fan-out': 'Side by side. They wait for the same database, and for a free connection to it.',
};

interface GroupPanelProps {
  stage: TraceStage;
  item: number;
  group: SiblingGroup;
  onClose: () => void;
}

/** What many alike spans come to. */
export function GroupPanel({ stage, item, group, onClose }: GroupPanelProps) {
  const { layout, change } = stage;
  const durations = useMemo(
    () => Float64Array.from(group.members, (at) => layout.end[at]! - layout.start[at]!).sort(),
    [group, layout],
  );
  const quantile = (share: number) =>
    durations[Math.min(durations.length - 1, Math.floor(share * durations.length))]!;
  const label = groupLabel(layout, stage.groups.groups, group);
  const layer = LAYER_NAMES[layout.layer[group.members[0]!]!] ?? 'other';
  const folded = isFolded(stage.folding, item);
  const slowest = useMemo(
    () =>
      [...group.members]
        .sort((a, b) => layout.end[b]! - layout.start[b]! - (layout.end[a]! - layout.start[a]!))
        .slice(0, 5),
    [group, layout],
  );
  const isLoop = group.parts.length > 0;
  const repeat = stage.insights?.repeats.get(groupOfRow(item));
  const zoom = (from: number, to: number) =>
    change({ zoom: clampWindow({ from, to }, layout.duration) }, 'push');
  const before = group.start;
  const after = layout.duration - group.end;
  return (
    <aside className="trace-panel" aria-label="Selected spans">
      <PanelHead
        title={
          isLoop
            ? `${label.name}, ${group.parts.length} in turn`
            : `${formatCount(group.members.length)} spans, ${label.isCode ? 'one statement' : 'one name'}`
        }
        onClose={onClose}
      >
        <button type="button" className="link-button" onClick={() => stage.fold([item], !folded)}>
          {folded ? 'Unfold' : 'Fold'}
        </button>
      </PanelHead>
      <div className="trace-numbers">
        <Figure label="total" ns={group.total} />
        <Figure label="median" ns={quantile(0.5)} />
        <Figure label="p95" ns={quantile(0.95)} />
        <Figure label="slowest" ns={group.slowest} />
      </div>
      {repeat !== undefined && (
        <p className="trace-finding">
          <b>{REPEAT_WORDS[repeat.kind]}</b> {REPEAT_SENTENCES[repeat.kind]}
        </p>
      )}
      <DurationHistogram sorted={durations} layer={layer} />
      {group.failed > 0 && <p className="bad">{formatCount(group.failed)} of them failed</p>}
      {isLoop ? (
        <LoopParts stage={stage} parts={group.parts} />
      ) : (
        <CodeBlock
          title={label.isCode ? 'Statement' : 'Name'}
          text={[label.name, label.detail].join(' ').trim()}
        />
      )}
      <section>
        <h3>Zoom</h3>
        <ul className="trace-zooms">
          {before > 0 && (
            <li>
              <button type="button" className="link-button" onClick={() => zoom(0, before * 1.02)}>
                Before them
              </button>
              <span className="muted">{formatDuration(before)}</span>
            </li>
          )}
          <li>
            <button type="button" className="link-button" onClick={() => zoom(group.start, group.end)}>
              First to last
            </button>
            <span className="muted">{formatDuration(group.end - group.start)}</span>
          </li>
          {after > 0 && (
            <li>
              <button
                type="button"
                className="link-button"
                onClick={() => zoom(group.end - after * 0.02, layout.duration)}
              >
                After them
              </button>
              <span className="muted">{formatDuration(after)}</span>
            </li>
          )}
        </ul>
      </section>
      <section>
        <h3>Slowest of them</h3>
        <ul className="trace-zooms">
          {slowest.map((at) => (
            <li key={at}>
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  stage.reveal(at);
                  stage.open(at);
                }}
              >
                at {formatDuration(layout.start[at]!)}
              </button>
              <span className="muted">{formatDuration(layout.end[at]! - layout.start[at]!)}</span>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}
