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
  QuestionLine,
  SlowTracesAnswer,
} from '@tracebin/model';
import { ApiFailure, requestApi } from './client.ts';
import { askLines } from './lines.ts';
import { binPath, keepWithin } from './queries.ts';
import { noteProgress } from './question-progress.ts';

/** An answer stands until it is asked for again: rows do not move under the reader. */
const KEPT_MS = 600_000;

const ask = <Answer>(bin: string, path: string, body: unknown, signal?: AbortSignal): Promise<Answer> =>
  requestApi<Answer>(`${binPath(bin)}/${path}`, {
    method: 'POST',
    body,
    ...(signal === undefined ? {} : { signal }),
  });

async function askQuestion(bin: string, question: Question, signal: AbortSignal): Promise<QuestionAnswer> {
  try {
    for await (const line of askLines<QuestionLine>(`${binPath(bin)}/query`, question, signal)) {
      if ('answer' in line) return line.answer;
      noteProgress(bin, question, line.progress);
    }
  } finally {
    noteProgress(bin, question, undefined);
  }
  throw new ApiFailure('cut-off', 'The answer ended before it was complete.', 0, 'Try again.');
}

export const questionQuery = (bin: string, question: Question) =>
  queryOptions({
    queryKey: ['bin', bin, 'question', question],
    queryFn: ({ signal }) => askQuestion(bin, question, signal),
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
