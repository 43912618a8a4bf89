import type { CompareRequest } from '@tracebin/model';
import { useEffect, useRef, useState } from 'react';
import { askComparison, type ComparisonSoFar } from '../../api/compare.ts';

export interface Comparison {
  soFar: ComparisonSoFar | undefined;
  error: unknown;
  isRunning: boolean;
  cancel: () => void;
  again: () => void;
}

/** Comparisons of this visit: going back to one does not ask again. */
const known = new Map<string, ComparisonSoFar>();
const MAX_KNOWN = 20;

/**
 * Asks for a comparison, field by field as they come; a new request or leaving the page ends the one before. What was
 * shown stays until the first fields of the new one are here.
 */
export function useComparison(bin: string, request: CompareRequest | undefined): Comparison {
  const key = request === undefined ? '' : JSON.stringify([bin, request]);
  const [state, setState] = useState<{ soFar?: ComparisonSoFar; error?: unknown; isRunning: boolean }>({
    isRunning: false,
  });
  const [round, setRound] = useState(0);
  const controller = useRef<AbortController | undefined>(undefined);
  const latest = useRef(request);
  latest.current = request;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again; the request is named by its key
  useEffect(() => {
    if (key === '' || latest.current === undefined) {
      setState({ isRunning: false });
      return;
    }
    const before = known.get(key);
    if (before !== undefined) {
      setState({ soFar: before, isRunning: false });
      return;
    }
    const abort = new AbortController();
    controller.current = abort;
    setState((now) => ({ ...(now.soFar === undefined ? {} : { soFar: now.soFar }), isRunning: true }));
    askComparison(bin, latest.current, abort.signal, (soFar) => {
      if (abort.signal.aborted) return;
      // Where nothing was shown, how large the sides are is worth showing alone.
      setState((now) =>
        soFar.fields.length === 0 && (now.soFar?.fields.length ?? 0) > 0 ? now : { soFar, isRunning: true },
      );
    })
      .then((soFar) => {
        if (abort.signal.aborted) return;
        known.set(key, soFar);
        if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
        setState({ soFar, isRunning: false });
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setState({ error, isRunning: false });
      });
    return () => abort.abort();
  }, [bin, key, round]);
  return {
    soFar: state.soFar,
    error: state.error,
    isRunning: state.isRunning,
    cancel: () => {
      controller.current?.abort();
      setState((now) => ({ ...now, isRunning: false }));
    },
    again: () => {
      known.delete(key);
      setRound((now) => now + 1);
    },
  };
}
