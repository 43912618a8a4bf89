import { useEffect, useState } from 'react';

const TICK_MS = 100;

/** How long the question has been running; said aloud once, seen as it grows. */
export function RunningTime({ cancel }: { cancel: () => void }) {
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
      <button type="button" className="ctl" onClick={cancel}>
        Cancel <kbd className="kbd wide">Esc</kbd>
      </button>
    </>
  );
}
