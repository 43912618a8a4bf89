import type { Question, Selection } from '@tracebin/model';
import { VersionMenu } from './version-menu.tsx';

interface NothingSelectedProps {
  bin: string;
  question: Question;
  select: (selection: Selection) => void;
}

/** What can be compared, and two things that are compared often. */
export function NothingSelected({ bin, question, select }: NothingSelectedProps) {
  return (
    <div className="tab-note soft">
      <p>
        Drag a rectangle on a heatmap or a span of time on a chart (a finger: sideways), click a cell, a point
        or a bar with <kbd className="kbd">Shift</kbd>, choose <b className="medium">compare</b> in a row of
        the results, or tick some of the traces: every field is then counted in it and in the rest, and what
        differs most stands first.
      </p>
      <div className="row">
        <button
          type="button"
          className="ctl"
          onClick={() => select({ filters: [{ column: 'error', op: '=', value: true }] })}
        >
          Compare errors with the rest
        </button>
        <VersionMenu bin={bin} question={question} select={select} />
      </div>
    </div>
  );
}
