/** What is different about a selection of a question's events. */
import type { CompareRequest } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { goneSignal } from './gone-signal.ts';
import { LINES, sendLines, wantsLines } from './line-reply.ts';
import { answers, binParams } from './route-schema.ts';
import { CompareAnswerSchema, CompareRequestSchema } from './schema/compare.ts';
import { scopeOf } from './scope-of.ts';

export function addCompareRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.post<{ Body: CompareRequest }>(
    '/api/bins/:bin/compare',
    {
      schema: {
        summary: 'Compare a selection with the rest, every field, what differs most first',
        description:
          'With "Accept: application/x-ndjson" lines of JSON as fields are counted: {"head"}, {"fields"} and so on, {"pairs"} where there are any, {"end"}. docs/compare.md explains the method.',
        tags: ['explore'],
        params: binParams(),
        body: CompareRequestSchema,
        produces: ['application/json', LINES],
        response: answers(CompareAnswerSchema, 200, [400, 404, 422, 504]),
      },
    },
    async (request, reply) => {
      const bin = scopeOf(binOf(parts, request));
      const signal = goneSignal(reply);
      if (!wantsLines(request)) return await parts.questions.compare(bin, request.body, signal);
      return await sendLines(request, reply, parts.questions.compareLines(bin, request.body, signal));
    },
  );
}
