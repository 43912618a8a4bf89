/** What people save in a bin: questions, boards of them, answers as they were. */
import { queryOptions } from '@tanstack/react-query';
import type {
  AnswerKept,
  Board,
  BoardRequest,
  BoardsAnswer,
  KeptAnswer,
  KeptAnswerRequest,
  SavedQuestion,
  SavedQuestionRequest,
  SavedQuestionsAnswer,
} from '@tracebin/model';
import { requestApi } from './client.ts';
import { binPath } from './queries.ts';

/** Others may change what is saved, so a page that is opened looks again. */
const KEPT_MS = 10_000;

const one = (bin: string, kind: 'questions' | 'boards' | 'answers', id: string): string =>
  `${binPath(bin)}/${kind}/${encodeURIComponent(id)}`;

export const savedQuestionsQuery = (bin: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'saved questions'],
    queryFn: ({ signal }) => requestApi<SavedQuestionsAnswer>(`${binPath(bin)}/questions`, { signal }),
    staleTime: KEPT_MS,
  });

/** A new one, or in place of the one with the id. */
export const saveQuestion = (
  bin: string,
  request: SavedQuestionRequest,
  id?: string,
): Promise<SavedQuestion> =>
  id === undefined
    ? requestApi<SavedQuestion>(`${binPath(bin)}/questions`, { method: 'POST', body: request })
    : requestApi<SavedQuestion>(one(bin, 'questions', id), { method: 'PUT', body: request });

export const deleteQuestion = (bin: string, id: string): Promise<unknown> =>
  requestApi<unknown>(one(bin, 'questions', id), { method: 'DELETE' });

export const boardsQuery = (bin: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'boards'],
    queryFn: ({ signal }) => requestApi<BoardsAnswer>(`${binPath(bin)}/boards`, { signal }),
    staleTime: KEPT_MS,
  });

export const boardQuery = (bin: string, id: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'board', id],
    queryFn: ({ signal }) => requestApi<Board>(one(bin, 'boards', id), { signal }),
    staleTime: KEPT_MS,
  });

export const createBoard = (bin: string, request: BoardRequest): Promise<Board> =>
  requestApi<Board>(`${binPath(bin)}/boards`, { method: 'POST', body: request });

export const changeBoard = (bin: string, id: string, request: BoardRequest): Promise<Board> =>
  requestApi<Board>(one(bin, 'boards', id), { method: 'PUT', body: request });

export const deleteBoard = (bin: string, id: string): Promise<unknown> =>
  requestApi<unknown>(one(bin, 'boards', id), { method: 'DELETE' });

export const keepAnswer = (bin: string, request: KeptAnswerRequest): Promise<AnswerKept> =>
  requestApi<AnswerKept>(`${binPath(bin)}/answers`, { method: 'POST', body: request });

/** As it was: it never changes. */
export const keptAnswerQuery = (bin: string, id: string) =>
  queryOptions({
    queryKey: ['bin', bin, 'kept answer', id],
    queryFn: ({ signal }) => requestApi<KeptAnswer>(one(bin, 'answers', id), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
