/** Questions kept under a name. */
import { Type } from '@sinclair/typebox';
import type { SavedQuestionRequest } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import {
  SavedQuestionRequestSchema,
  SavedQuestionSchema,
  SavedQuestionsAnswerSchema,
} from './schema/saved.ts';
import { scopeOf } from './scope-of.ts';

const oneParams = () => binParams({ id: Type.String({ description: '16 hex digits' }) });

export function addSavedQuestionRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get(
    '/api/bins/:bin/questions',
    {
      schema: {
        summary: 'Saved questions, by name',
        tags: ['saved'],
        params: binParams(),
        response: answers(SavedQuestionsAnswerSchema, 200, [404]),
      },
    },
    async (request) => parts.questions.savedQuestions(scopeOf(binOf(parts, request))),
  );

  app.post<{ Body: SavedQuestionRequest }>(
    '/api/bins/:bin/questions',
    {
      schema: {
        summary: 'Save a question under a name',
        tags: ['saved'],
        params: binParams(),
        body: SavedQuestionRequestSchema,
        response: answers(SavedQuestionSchema, 201, [400, 404, 409]),
      },
    },
    async (request, reply) => {
      const saved = await parts.questions.addSavedQuestion(scopeOf(binOf(parts, request)), request.body);
      return await reply.code(201).send(saved);
    },
  );

  app.put<{ Params: { bin: string; id: string }; Body: SavedQuestionRequest }>(
    '/api/bins/:bin/questions/:id',
    {
      schema: {
        summary: 'Change a saved question, or its name',
        description: 'With "basedOn" refused where somebody else has changed it since.',
        tags: ['saved'],
        params: oneParams(),
        body: SavedQuestionRequestSchema,
        response: answers(SavedQuestionSchema, 200, [400, 404, 409]),
      },
    },
    async (request) =>
      parts.questions.replaceSavedQuestion(scopeOf(binOf(parts, request)), request.params.id, request.body),
  );

  app.delete<{ Params: { bin: string; id: string } }>(
    '/api/bins/:bin/questions/:id',
    {
      schema: {
        summary: 'Delete a saved question',
        tags: ['saved'],
        params: oneParams(),
        response: answers(Type.Null(), 204, [404]),
      },
    },
    async (request, reply) => {
      await parts.questions.deleteSavedQuestion(scopeOf(binOf(parts, request)), request.params.id);
      return await reply.code(204).send();
    },
  );
}
