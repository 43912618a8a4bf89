import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { traceMatchesQuery } from '../../api/queries.ts';
import { type FoundSpans, findSpans, withMatches } from '../layout/find-spans.ts';
import type { DrawnTrace } from './folding.ts';

/** Whoever types goes on within this time, and what was asked for is not wanted any more. */
const REST_MS = 180;

export interface SearchedTrace {
  /** Null while nothing is looked for. */
  found: FoundSpans | null;
  /** The server is still looking through what the page does not have. */
  isLooking: boolean;
  /** Why only what the page has was looked through. */
  error: Error | null;
}

/**
 * What the page finds at once in names, services and statements; and some moments later what the server finds in attributes,
 * events and log records. The next key press cancels the question before.
 */
export function useFoundSpans(bin: string, { layout, groups }: DrawnTrace, search: string): SearchedTrace {
  const own = useMemo(() => findSpans(layout, groups, search), [layout, groups, search]);
  const text = search.trim();
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), text === '' ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const isAsked = own !== null && rested === text;
  const { data, error, isFetching } = useQuery({
    ...traceMatchesQuery(bin, layout.answer.traceId, isAsked ? text : ''),
    enabled: isAsked,
  });
  const matches = isAsked ? data : undefined;
  const found = useMemo(
    () => (own === null || matches === undefined ? own : withMatches(own, layout, groups, matches)),
    [own, matches, layout, groups],
  );
  return {
    found,
    isLooking: own !== null && (!isAsked || isFetching) && matches === undefined,
    error: isAsked && matches === undefined && !isFetching ? error : null,
  };
}
