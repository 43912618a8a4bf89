import { useEffect, useState } from 'react';

/** Anything shorter than this is not worth a sign that says "wait". */
const WORTH_SHOWING_MS = 200;

/** True once `waiting` has lasted 200 ms, so that quick answers never flicker. */
export function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setSlow(false);
      return;
    }
    const timer = window.setTimeout(() => setSlow(true), WORTH_SHOWING_MS);
    return () => window.clearTimeout(timer);
  }, [waiting]);
  return waiting && slow;
}
