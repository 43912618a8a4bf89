import { queryOptions } from '@tanstack/react-query';
import type {
  EventsAnswer,
  EventsRequest,
  ExampleAnswer,
  ExampleRequest,
  MarkerSearch,
  MarkersAnswer,
  Question,
  QuestionAnswer,
  SlowTracesAnswer,
} from '@tracebin/model';
import { requestApi } from './client.ts';
import { binPath, keepWithin } from './queries.ts';

/** An answer stands until it is asked for again: rows do not move under the reader. */
const KEPT_MS = 600_000;

const ask = <Answer>(bin: string, path: string, body: unknown, signal?: AbortSignal): Promise<Answer> =>
  requestApi<Answer>(`${binPath(bin)}/${path}`, {
    method: 'POST',
    body,
    ...(signal === undefined ? {} : { signal }),
  });

export const questionQuery = (bin: string, question: Question) =>
  queryOptions({
    queryKey: ['bin', bin, 'question', question],
    queryFn: ({ signal }) => ask<QuestionAnswer>(bin, 'query', question, signal),
    placeholderData: keepWithin(bin),
    staleTime: KEPT_MS,
  });

export const eventsQuery = (bin: string, request: EventsRequest) =>
  queryOptions({
    queryKey: ['bin', bin, 'question events', request],
    queryFn: ({ signal }) => ask<EventsAnswer>(bin, 'query/events', request, signal),
    placeholderData: keepWithin(bin),
    staleTime: KEPT_MS,
  });

export const slowTracesQuery = (bin: string, question: Question) =>
  queryOptions({
    queryKey: ['bin', bin, 'question traces', question],
    queryFn: ({ signal }) => ask<SlowTracesAnswer>(bin, 'query/traces', { question }, signal),
    placeholderData: keepWithin(bin),
    staleTime: KEPT_MS,
  });

/** One trace behind a point, a bar, a cell or a row. */
export const askExample = (bin: string, request: ExampleRequest): Promise<ExampleAnswer> =>
  ask<ExampleAnswer>(bin, 'query/example', request);

export const markersQuery = (bin: string, search: MarkerSearch) =>
  queryOptions({
    queryKey: ['bin', bin, 'markers', search],
    queryFn: ({ signal }) =>
      requestApi<MarkersAnswer>(`${binPath(bin)}/markers`, { query: { ...search }, signal }),
    staleTime: KEPT_MS,
  });
