/** What the pages of queries, errors and services ask. */
import { queryOptions } from '@tanstack/react-query';
import type {
  ErrorAnswer,
  ErrorDetailSearch,
  ErrorSearch,
  ErrorsAnswer,
  ExternalSearch,
  ExternalsAnswer,
  QueriesAnswer,
  QueryAnswer,
  QueryDetailSearch,
  QuerySearch,
  ServiceSearch,
  ServicesAnswer,
} from '@tracebin/model';
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

export const errorsQuery = (bin: string, search: ErrorSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'errors', search],
    queryFn: ({ signal }) =>
      requestApi<ErrorsAnswer>(`${binPath(bin)}/errors`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

export const errorQuery = (bin: string, group: string, search: ErrorDetailSearch) =>
  queryOptions({
    queryKey: ['bin', bin, group, 'error', search],
    queryFn: ({ signal }) =>
      requestApi<ErrorAnswer>(`${binPath(bin)}/errors/${encodeURIComponent(group)}`, {
        query: { ...search },
        signal,
      }),
    placeholderData: (before, asked) => (asked?.queryKey[2] === group ? before : undefined),
    staleTime: 60_000,
  });

export const servicesQuery = (bin: string, search: ServiceSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'services', search],
    queryFn: ({ signal }) =>
      requestApi<ServicesAnswer>(`${binPath(bin)}/services`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

export const externalsQuery = (bin: string, search: ExternalSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'externals', search],
    queryFn: ({ signal }) =>
      requestApi<ExternalsAnswer>(`${binPath(bin)}/externals`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });
