import { formatCount, formatDuration } from '@tracebin/model';
import { groupLabel } from '../layout/span-label.ts';
import { rowOfGroup } from '../layout/visible-rows.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';

/** What runs in turn in a loop: how often, in what time, and the way to its row. */
export function LoopParts({ stage, parts }: { stage: TraceStage; parts: readonly number[] }) {
  const { layout, groups } = stage;
  return (
    <section>
      <h3>In turn</h3>
      <ul className="loop-parts">
        {parts.map((part) => {
          const group = groups.groups[part]!;
          const { name, detail } = groupLabel(layout, groups.groups, group);
          const text = [name, detail].join(' ').trim();
          return (
            <li key={part}>
              <button
                type="button"
                className="link-button clip"
                title={text}
                onClick={() => {
                  stage.reveal(rowOfGroup(part));
                  stage.open(rowOfGroup(part));
                }}
              >
                {formatCount(group.members.length)} × <code>{text}</code>
              </button>
              <span className="muted nowrap">{formatDuration(group.total)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
