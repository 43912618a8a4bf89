import { formatPlural } from '../../format/numbers.ts';

interface TraceHintsProps {
  rows: number;
  spans: number;
  zoomed: boolean;
  path: boolean;
  onPath: () => void;
  onWhole: () => void;
}

/** The keys that matter most, and how much of the trace the rows stand for. */
export function TraceHints(props: TraceHintsProps) {
  const { rows, spans, zoomed, path, onPath, onWhole } = props;
  return (
    <footer className="trace-hints">
      <span className="wide">
        <kbd className="kbd">j</kbd> <kbd className="kbd">k</kbd> move
      </span>
      <span className="wide">
        <kbd className="kbd">←</kbd> <kbd className="kbd">→</kbd> fold
      </span>
      <span className="wide">
        <kbd className="kbd">z</kbd> zoom to span
      </span>
      <button type="button" className="wide trace-path-key" aria-pressed={path} onClick={onPath}>
        <kbd className="kbd">c</kbd> <i aria-hidden="true" /> critical path
      </button>
      <span className="wide">
        <kbd className="kbd">?</kbd> all keys
      </span>
      {zoomed && (
        <button type="button" className="link-button" onClick={onWhole}>
          Whole trace
        </button>
      )}
      <span className="right">
        {rows === spans
          ? formatPlural(spans, 'row')
          : `${formatPlural(rows, 'row')} for ${formatPlural(spans, 'span')}`}
      </span>
    </footer>
  );
}
