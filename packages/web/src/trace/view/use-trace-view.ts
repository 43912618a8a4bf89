import { useCallback, useEffect, useRef, useState } from 'react';
import { searchOfView, type TracePageSearch, type TraceView, viewOfSearch } from './trace-view.ts';

/**
 * How a change reaches the URL. `push`: a step that the back button undoes. `replace`: at once, no step of its own.
 * `later`: once the reader rests, for what changes many times a second (wheel, held arrow keys).
 */
export type HistoryStep = 'push' | 'replace' | 'later';
export type ChangeView = (change: Partial<TraceView>, step: HistoryStep) => void;

const REST_MS = 250;

/** The view as local state, so that drawing never waits for the router; the URL follows, and leads on back and forward. */
export function useTraceView(
  search: TracePageSearch,
  write: (search: TracePageSearch, replace: boolean) => void,
): [TraceView, ChangeView] {
  const [view, setView] = useState(() => viewOfSearch(search));
  const latest = useRef(view);
  // Addresses we wrote that the router has not shown yet: they are ours, not a press of the back button.
  const ours = useRef<string[]>([]);
  const shown = useRef(addressOf(search));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const writeLatest = useRef(write);
  writeLatest.current = write;

  const address = addressOf(search);
  useEffect(() => {
    if (shown.current === address) return;
    shown.current = address;
    const mine = ours.current.indexOf(address);
    if (mine !== -1) {
      ours.current.splice(0, mine + 1);
      return;
    }
    ours.current = [];
    clearTimeout(timer.current);
    timer.current = undefined;
    latest.current = viewOfSearch(JSON.parse(address) as TracePageSearch);
    setView(latest.current);
  }, [address]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const change = useCallback<ChangeView>((part, step) => {
    const flush = (replace: boolean) => {
      clearTimeout(timer.current);
      timer.current = undefined;
      const next = searchOfView(latest.current);
      const nextAddress = addressOf(next);
      if (nextAddress === (ours.current.at(-1) ?? shown.current)) return;
      ours.current.push(nextAddress);
      writeLatest.current(next, replace);
    };
    // What waits belongs to the step before, so it is written there first.
    if (step === 'push' && timer.current !== undefined) flush(true);
    latest.current = { ...latest.current, ...part };
    setView(latest.current);
    if (step !== 'later') flush(step === 'replace');
    else {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => flush(true), REST_MS);
    }
  }, []);
  return [view, change];
}

function addressOf(search: TracePageSearch): string {
  const ordered = Object.entries(search)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(ordered));
}
