import { useCallback } from 'react';
import type { SearchChange, TransactionsSearch } from './transactions-search.ts';

interface Navigation {
  search: (search: TransactionsSearch) => TransactionsSearch;
  resetScroll: boolean;
  replace: boolean;
}

/** Writes a change into the URL, as a step of its own unless it replaces the one before. */
export function useChangeSearch(navigate: (navigation: Navigation) => Promise<void>) {
  return useCallback(
    (change: SearchChange, replace = false) =>
      void navigate({ search: (search) => withChange(search, change), resetScroll: false, replace }),
    [navigate],
  );
}

function withChange(search: TransactionsSearch, change: SearchChange): TransactionsSearch {
  const merged: SearchChange = { ...search, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}
