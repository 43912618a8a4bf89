import { useCallback } from 'react';

/** What to change of a page's view state; undefined takes an entry away. */
export type ChangeOf<Search> = { [Name in keyof Search]?: Search[Name] | undefined };

interface Navigation<Search> {
  search: (search: Search) => Search;
  resetScroll: boolean;
  replace: boolean;
}

/** Writes a change into the URL, as a step of its own unless it replaces the one before. */
export function useChangeSearch<Search extends object>(
  navigate: (navigation: Navigation<Search>) => Promise<void>,
) {
  return useCallback(
    (change: ChangeOf<Search>, replace = false) =>
      void navigate({ search: (search) => withChange(search, change), resetScroll: false, replace }),
    [navigate],
  );
}

function withChange<Search extends object>(search: Search, change: ChangeOf<Search>): Search {
  const merged = { ...search, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as Search;
}
