/** Boards of saved questions. */
import { Type } from '@sinclair/typebox';
import type { BoardRequest } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { BoardRequestSchema, BoardSchema, BoardsAnswerSchema } from './schema/saved.ts';
import { scopeOf } from './scope-of.ts';

interface OneBoard {
  Params: { bin: string; id: string };
}

const oneParams = () => binParams({ id: Type.String({ description: '16 hex digits' }) });

export function addBoardRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get(
    '/api/bins/:bin/boards',
    {
      schema: {
        summary: 'Boards of saved questions, by name',
        tags: ['saved'],
        params: binParams(),
        response: answers(BoardsAnswerSchema, 200, [404]),
      },
    },
    async (request) => parts.questions.boards(scopeOf(binOf(parts, request))),
  );

  app.post<{ Body: BoardRequest }>(
    '/api/bins/:bin/boards',
    {
      schema: {
        summary: 'Make a board',
        tags: ['saved'],
        params: binParams(),
        body: BoardRequestSchema,
        response: answers(BoardSchema, 201, [400, 404, 409]),
      },
    },
    async (request, reply) => {
      const board = await parts.questions.addBoard(scopeOf(binOf(parts, request)), request.body);
      return await reply.code(201).send(board);
    },
  );

  app.get<OneBoard>(
    '/api/bins/:bin/boards/:id',
    {
      schema: {
        summary: 'One board with its panels',
        tags: ['saved'],
        params: oneParams(),
        response: answers(BoardSchema, 200, [404]),
      },
    },
    async (request) => parts.questions.board(scopeOf(binOf(parts, request)), request.params.id),
  );

  app.put<OneBoard & { Body: BoardRequest }>(
    '/api/bins/:bin/boards/:id',
    {
      schema: {
        summary: 'Change a board: its name, its panels and their order',
        description: 'With "basedOn" refused where somebody else has changed it since.',
        tags: ['saved'],
        params: oneParams(),
        body: BoardRequestSchema,
        response: answers(BoardSchema, 200, [400, 404, 409]),
      },
    },
    async (request) =>
      parts.questions.replaceBoard(scopeOf(binOf(parts, request)), request.params.id, request.body),
  );

  app.delete<OneBoard>(
    '/api/bins/:bin/boards/:id',
    {
      schema: {
        summary: 'Delete a board; its questions stay',
        tags: ['saved'],
        params: oneParams(),
        response: answers(Type.Null(), 204, [404]),
      },
    },
    async (request, reply) => {
      await parts.questions.deleteBoard(scopeOf(binOf(parts, request)), request.params.id);
      return await reply.code(204).send();
    },
  );
}
