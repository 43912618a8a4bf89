import { queryOptions } from '@tanstack/react-query';
import type { SqlAnswer, SqlRequest } from '@tracebin/model';
import { requestApi } from './client.ts';
import { binPath, keepWithin } from './queries.ts';

export const sqlQuery = (bin: string, request: SqlRequest) =>
  queryOptions({
    queryKey: ['bin', bin, 'sql', request],
    queryFn: ({ signal }) =>
      requestApi<SqlAnswer>(`${binPath(bin)}/sql`, { method: 'POST', body: request, signal }),
    placeholderData: keepWithin(bin),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
