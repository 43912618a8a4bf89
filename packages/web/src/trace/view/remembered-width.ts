import { useCallback, useState } from 'react';

/** A width in CSS pixels that this browser remembers; kept out of the URL because it belongs to the screen, not to the trace. */
export function useRememberedWidth(name: string, initial: number): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => {
    const stored = Number(localStorage.getItem(`tracebin.${name}`) ?? Number.NaN);
    return Number.isFinite(stored) && stored > 0 ? stored : initial;
  });
  const remember = useCallback(
    (next: number) => {
      setWidth(next);
      localStorage.setItem(`tracebin.${name}`, String(Math.round(next)));
    },
    [name],
  );
  return [width, remember];
}
