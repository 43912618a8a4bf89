import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { FindTracesSearch } from './find-traces-search.ts';

const route = getRouteApi('/b/$bin/traces');

/** What to change of the view state; undefined takes an entry away. */
export type SearchChange = { [Name in keyof FindTracesSearch]?: FindTracesSearch[Name] | undefined };
export type ChangeSearch = (change: SearchChange) => void;

/** Writes a change into the URL as a step of its own, so that "back" undoes it. */
export function useChangeSearch(): ChangeSearch {
  const navigate = route.useNavigate();
  return useCallback(
    (change) =>
      void navigate({
        search: (search) => withChange(search, change),
        resetScroll: false,
      }),
    [navigate],
  );
}

export function withChange(search: FindTracesSearch, change: SearchChange): FindTracesSearch {
  const merged: SearchChange = { ...search, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}
