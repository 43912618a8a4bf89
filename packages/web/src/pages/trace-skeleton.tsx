import './trace-skeleton.css';

/** Lengths of the grey lines, so that the page has its shape before it has its data. */
const LINES: readonly [indent: number, width: number][] = [
  [0, 46],
  [1, 40],
  [2, 18],
  [2, 24],
  [3, 30],
  [3, 22],
  [3, 34],
  [2, 26],
];

/** Shown while a trace is on its way; it stays invisible for the first 200 ms (its style says so). */
export function TraceSkeleton() {
  return (
    <main className="trace-skeleton" aria-busy="true" aria-label="Loading the trace">
      <div className="trace-bone is-title" />
      <div className="trace-bone is-bar" />
      {LINES.map(([indent, width], index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
          key={index}
          className="trace-bone"
          style={{ marginLeft: indent * 17, width: `${width}%` }}
        />
      ))}
    </main>
  );
}
