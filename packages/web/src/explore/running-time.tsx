import { formatCount, type QuestionProgress } from '@tracebin/model';
import { useEffect, useState } from 'react';

const TICK_MS = 100;

interface RunningTimeProps {
  progress: QuestionProgress | undefined;
  cancel: () => void;
}

/** How long the question has been running and how much it has read; said aloud once, seen as it grows. */
export function RunningTime({ progress, cancel }: RunningTimeProps) {
  const [seconds, setSeconds] = useState(0.2);
  useEffect(() => {
    const begun = performance.now();
    const timer = window.setInterval(() => setSeconds(0.2 + (performance.now() - begun) / 1_000), TICK_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <>
      <span className="muted small" role="status" aria-label="Asking">
        asking… {seconds.toFixed(1)} s
      </span>
      {progress !== undefined && progress.ofRows > 0 && (
        <span className="running-progress small">
          <progress max={progress.ofRows} value={progress.rows} aria-label="Events read" />
          <span className="soft">
            {formatCount(progress.rows)} of {formatCount(progress.ofRows)} events read
          </span>
        </span>
      )}
      <button type="button" className="ctl" onClick={cancel}>
        Cancel <kbd className="kbd wide">Esc</kbd>
      </button>
    </>
  );
}
