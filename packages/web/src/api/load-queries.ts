import { queryOptions } from '@tanstack/react-query';
import type {
  ChoicesAnswer,
  ChoicesSearch,
  ComparisonAnswer,
  ComparisonSearch,
  MarkerSearch,
  MarkersAnswer,
  TransactionDetailAnswer,
  TransactionDetailSearch,
  TransactionProfileAnswer,
} from '@tracebin/model';
import { requestApi } from './client.ts';
import { binPath, keepWithin } from './queries.ts';

/** The answer before stays while the next one is on its way, but never that of another transaction. */
const keepOf =
  (bin: string, { service, name }: TransactionDetailSearch) =>
  <Answer>(before: Answer | undefined, query: { queryKey: readonly unknown[] } | undefined) => {
    const asked = query?.queryKey[3] as TransactionDetailSearch | undefined;
    return query?.queryKey[1] === bin && asked?.service === service && asked.name === name
      ? before
      : undefined;
  };

export const transactionQuery = (bin: string, search: TransactionDetailSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'transaction', search],
    queryFn: ({ signal }) =>
      requestApi<TransactionDetailAnswer>(`${binPath(bin)}/transaction`, { query: { ...search }, signal }),
    placeholderData: keepOf(bin, search),
    staleTime: 60_000,
  });

export const transactionProfileQuery = (bin: string, search: TransactionDetailSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'transaction-profile', search],
    queryFn: ({ signal }) =>
      requestApi<TransactionProfileAnswer>(`${binPath(bin)}/transaction/profile`, {
        query: { ...search },
        signal,
      }),
    placeholderData: keepOf(bin, search),
    staleTime: 60_000,
  });

export const markersQuery = (bin: string, search: MarkerSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'markers', search],
    queryFn: ({ signal }) =>
      requestApi<MarkersAnswer>(`${binPath(bin)}/markers`, { query: { ...search }, signal }),
    staleTime: 60_000,
  });

export const choicesQuery = (bin: string, search: ChoicesSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'choices', search],
    queryFn: ({ signal }) =>
      requestApi<ChoicesAnswer>(`${binPath(bin)}/choices`, { query: { ...search }, signal }),
    placeholderData: keepWithin(bin),
    staleTime: 60_000,
  });

export const comparisonQuery = (bin: string, search: ComparisonSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'comparison', search],
    queryFn: ({ signal }) =>
      requestApi<ComparisonAnswer>(`${binPath(bin)}/transactions/comparison`, {
        query: { ...search },
        signal,
      }),
    staleTime: 60_000,
  });
