import { queryOptions } from '@tanstack/react-query';
import type {
  BinAnswer,
  FieldsAnswer,
  FieldValuesAnswer,
  FindingSearch,
  FindingsAnswer,
  HealthAnswer,
  OverviewAnswer,
  OverviewSearch,
  SpanAnswer,
  ThresholdsAnswer,
  TraceAnswer,
  TraceFindingsAnswer,
  TraceLogsAnswer,
  TraceMatchesAnswer,
  TraceSearch,
  TracesAnswer,
  TransactionSearch,
  TransactionsAnswer,
} from '@tracebin/model';
import { requestApi } from './client.ts';

/** Path of a bin in the API; every id is encoded, whatever a URL brought in. */
export const binPath = (bin: string): string => `/api/bins/${encodeURIComponent(bin)}`;

export const binQuery = (bin: string) =>
  queryOptions({
    queryKey: ['bin', bin],
    queryFn: ({ signal }) => requestApi<BinAnswer>(binPath(bin), { signal }),
    staleTime: 10_000,
  });

/** Of the server itself, to say why something takes its time. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => requestApi<HealthAnswer>('/api/health', { signal }),
  staleTime: 10_000,
  retry: false,
});

/** The answer before stays while the next one is on its way, but never that of another bin. */
export const keepWithin =
  (bin: string) =>
  <Answer>(before: Answer | undefined, query: { queryKey: readonly unknown[] } | undefined) =>
    query?.queryKey[1] === bin ? before : undefined;

export const tracesQuery = (bin: string, search: TraceSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'traces', search],
    queryFn: ({ signal }) =>
      requestApi<TracesAnswer>(`${binPath(bin)}/traces`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    // Coming back from a trace finds the list as it was left: rows do not move by themselves.
    staleTime: 60_000,
  });

export const findingsQuery = (bin: string, search: FindingSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'findings', search],
    queryFn: ({ signal }) =>
      requestApi<FindingsAnswer>(`${binPath(bin)}/findings`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

export const overviewQuery = (bin: string, search: OverviewSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'overview', search],
    queryFn: ({ signal }) =>
      requestApi<OverviewAnswer>(`${binPath(bin)}/overview`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

export const transactionsQuery = (bin: string, search: TransactionSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'transactions', search],
    queryFn: ({ signal }) =>
      requestApi<TransactionsAnswer>(`${binPath(bin)}/transactions`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

/** A trace that has been looked at does not change under the reader; it is asked for anew after half a minute. */
export const traceQuery = (bin: string, traceId: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'trace', traceId],
    queryFn: ({ signal }) =>
      requestApi<TraceAnswer>(`${binPath(bin)}/traces/${encodeURIComponent(traceId)}`, { signal }),
    staleTime: 30_000,
  });

export const thresholdsQuery = (bin: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'thresholds'],
    queryFn: ({ signal }) => requestApi<ThresholdsAnswer>(`${binPath(bin)}/findings/thresholds`, { signal }),
    staleTime: 10_000,
  });

/** What was found in a trace: the answer changes once, when the trace has been worked up. */
export const traceFindingsQuery = (bin: string, traceId: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'findings', 'of trace', traceId],
    queryFn: ({ signal }) =>
      requestApi<TraceFindingsAnswer>(`${binPath(bin)}/traces/${encodeURIComponent(traceId)}/findings`, {
        signal,
      }),
    staleTime: 30_000,
  });

export const traceLogsQuery = (bin: string, traceId: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'trace', traceId, 'logs'],
    queryFn: ({ signal }) =>
      requestApi<TraceLogsAnswer>(`${binPath(bin)}/traces/${encodeURIComponent(traceId)}/logs`, { signal }),
    staleTime: 30_000,
  });

export const traceMatchesQuery = (bin: string, traceId: string, text: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'trace', traceId, 'search', text],
    queryFn: ({ signal }) =>
      requestApi<TraceMatchesAnswer>(`${binPath(bin)}/traces/${encodeURIComponent(traceId)}/search`, {
        query: { text },
        signal,
      }),
    staleTime: 30_000,
    // What the page finds by itself stands meanwhile; the next key press asks again.
    retry: false,
  });

export const spanQuery = (bin: string, traceId: string, spanId: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'trace', traceId, 'span', spanId],
    queryFn: ({ signal }) =>
      requestApi<SpanAnswer>(
        `${binPath(bin)}/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId)}`,
        { signal },
      ),
    staleTime: 300_000,
  });

export const fieldsQuery = (bin: string, prefix: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'fields', prefix],
    queryFn: ({ signal }) =>
      requestApi<FieldsAnswer>(`${binPath(bin)}/fields`, { query: { prefix }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

export const fieldValuesQuery = (bin: string, field: string, prefix: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'fields', field, 'values', prefix],
    queryFn: ({ signal }) =>
      requestApi<FieldValuesAnswer>(`${binPath(bin)}/fields/${encodeURIComponent(field)}/values`, {
        query: { prefix },
        signal,
      }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });
