import { useCallback, useEffect, useRef, useState } from 'react';
import { searchOfView, type TracePageSearch, type TraceView, viewOfSearch } from './trace-view.ts';

/**
 * How a change reaches the URL. `push`: a step that the back button undoes. `replace`: at once, no step of its own.
 * `later`: once the reader rests, for what changes many times a second (wheel, held arrow keys).
 */
export type HistoryStep = 'push' | 'replace' | 'later';
export type ChangeView = (change: Partial<TraceView>, step: HistoryStep) => void;

const REST_MS = 250;

/** What the URL holds now. `write` is the number we gave the entry of the history, if it is ours. */
export interface ShownAddress {
  search: TracePageSearch;
  write: number | undefined;
}

export type WriteAddress = (search: TracePageSearch, replace: boolean, write: number) => void;

/**
 * The view as local state, so that drawing never waits for the router; the URL follows, and leads on back and
 * forward. Every entry we write carries a number: one that is on its way is ours; one that was shown before, or
 * has none, is where the reader has gone.
 */
export function useTraceView(shown: ShownAddress, writeAddress: WriteAddress): [TraceView, ChangeView] {
  const [view, setView] = useState(() => viewOfSearch(shown.search));
  const latest = useRef(view);
  const seen = useRef(shown.write);
  const lastWrite = useRef(Date.now());
  const onTheirWay = useRef<number[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const write = useRef(writeAddress);
  write.current = writeAddress;
  const search = useRef(shown.search);
  search.current = shown.search;
  const address = addressOf(shown.search);
  const written = useRef(address);

  useEffect(() => {
    const number = shown.write;
    const isSeen = seen.current === number && number !== undefined;
    seen.current = number;
    if (isSeen) return;
    const place = number === undefined ? -1 : onTheirWay.current.indexOf(number);
    if (place !== -1) {
      onTheirWay.current.splice(0, place + 1);
      return;
    }
    if (written.current === address) return;
    onTheirWay.current = [];
    clearTimeout(timer.current);
    timer.current = undefined;
    written.current = address;
    latest.current = viewOfSearch(search.current);
    setView(latest.current);
  }, [shown.write, address]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const change = useCallback<ChangeView>((part, step) => {
    const flush = (replace: boolean) => {
      clearTimeout(timer.current);
      timer.current = undefined;
      const next = searchOfView(latest.current);
      if (addressOf(next) === written.current) return;
      written.current = addressOf(next);
      lastWrite.current++;
      onTheirWay.current.push(lastWrite.current);
      write.current(next, replace, lastWrite.current);
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
  return JSON.stringify(ordered);
}
