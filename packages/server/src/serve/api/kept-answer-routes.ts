/** Answers as they were, for a link that shows tomorrow what was seen today. */
import { Type } from '@sinclair/typebox';
import { type KeptAnswerRequest, SAVED_LIMITS } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { AnswerKeptSchema, KeptAnswerRequestSchema, KeptAnswerSchema } from './schema/saved.ts';
import { scopeOf } from './scope-of.ts';

interface OneAnswer {
  Params: { bin: string; id: string };
}

/** Room for how JSON may be written: blanks, escapes, exponents. */
const MAX_BODY_BYTES = 2 * SAVED_LIMITS.answerBytes;

const oneParams = () => binParams({ id: Type.String({ description: '32 hex digits' }) });

export function addKeptAnswerRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.post<{ Body: KeptAnswerRequest }>(
    '/api/bins/:bin/answers',
    {
      bodyLimit: MAX_BODY_BYTES,
      schema: {
        summary: 'Keep an answer as it is',
        description: `Up to ${SAVED_LIMITS.answerBytes} bytes of JSON each, until the retention of the bin is over.`,
        tags: ['saved'],
        params: binParams(),
        body: KeptAnswerRequestSchema,
        response: answers(AnswerKeptSchema, 201, [400, 404, 413]),
      },
    },
    async (request, reply) => {
      const kept = await parts.questions.keepAnswer(scopeOf(binOf(parts, request)), request.body);
      return await reply.code(201).send(kept);
    },
  );

  app.get<OneAnswer>(
    '/api/bins/:bin/answers/:id',
    {
      schema: {
        summary: 'An answer as it was, and when it was asked',
        tags: ['saved'],
        params: oneParams(),
        response: answers(KeptAnswerSchema, 200, [404]),
      },
    },
    async (request) => parts.questions.keptAnswer(scopeOf(binOf(parts, request)), request.params.id),
  );

  app.delete<OneAnswer>(
    '/api/bins/:bin/answers/:id',
    {
      schema: {
        summary: 'Take a kept answer away',
        tags: ['saved'],
        params: oneParams(),
        response: answers(Type.Null(), 204, [404]),
      },
    },
    async (request, reply) => {
      await parts.questions.deleteKeptAnswer(scopeOf(binOf(parts, request)), request.params.id);
      return await reply.code(204).send();
    },
  );
}
