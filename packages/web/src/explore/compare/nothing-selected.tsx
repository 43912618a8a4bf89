import type { Selection } from '@tracebin/model';

interface NothingSelectedProps {
  select: (selection: Selection) => void;
  groupBy: (column: string) => void;
}

/** What can be compared, and two things that are compared often. */
export function NothingSelected({ select, groupBy }: NothingSelectedProps) {
  return (
    <div className="tab-note soft">
      <p>
        Drag a rectangle on a heatmap or a span of time on a chart (a finger: sideways), click a cell, a point
        or a bar with <kbd className="kbd">Shift</kbd>, choose <b className="medium">compare</b> in a row of
        the results, or tick some of the traces: every field is then counted in it and in the rest, and what
        differs most stands first.
      </p>
      <p className="row">
        <button
          type="button"
          className="ctl"
          onClick={() => select({ filters: [{ column: 'error', op: '=', value: true }] })}
        >
          Compare errors with the rest
        </button>
        <button type="button" className="ctl" onClick={() => groupBy('service.version')}>
          Choose a version
        </button>
      </p>
    </div>
  );
}
