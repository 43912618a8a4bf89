/** What the pages of queries, errors and services ask. */
import { queryOptions } from '@tanstack/react-query';
import type { QueriesAnswer, QueryAnswer, QueryDetailSearch, QuerySearch } from '@tracebin/model';
import { requestApi } from './client.ts';
import { binPath, keepWithin } from './queries.ts';

export const queriesQuery = (bin: string, search: QuerySearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'queries', search],
    queryFn: ({ signal }) =>
      requestApi<QueriesAnswer>(`${binPath(bin)}/queries`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

/** The answer before stays only while it is of the same statement. */
export const queryQuery = (bin: string, fingerprint: string, search: QueryDetailSearch) =>
  queryOptions({
    queryKey: ['bin', bin, fingerprint, 'query', search],
    queryFn: ({ signal }) =>
      requestApi<QueryAnswer>(`${binPath(bin)}/queries/${encodeURIComponent(fingerprint)}`, {
        query: { ...search },
        signal,
      }),
    placeholderData: (before, asked) => (asked?.queryKey[2] === fingerprint ? before : undefined),
    staleTime: 60_000,
  });
