/** What was found in a bin by itself, and what people say of it. */

import { Type } from '@sinclair/typebox';
import { type FindingChange, type FindingSearch, thresholdsWith } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { FindingChangeSchema, FindingSearchSchema, FindingsAnswerSchema } from './schema/findings.ts';
import { scopeOf } from './scope-of.ts';

export function addFindingRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: FindingSearch }>(
    '/api/bins/:bin/findings',
    {
      schema: {
        summary: 'What was found: N+1 queries and the like, with evidence, cost and advice',
        description: 'Weighted by sample rate; what cost most first.',
        tags: ['findings'],
        params: binParams(),
        querystring: FindingSearchSchema,
        response: answers(FindingsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const bin = binOf(parts, request);
      const thresholds = thresholdsWith(bin.settings.findings);
      return await parts.questions.findings({ ...scopeOf(bin), thresholds }, request.query);
    },
  );

  app.patch<{ Params: { key: string }; Body: FindingChange }>(
    '/api/bins/:bin/findings/:key',
    {
      schema: {
        summary: 'Say of a finding that it is open, acknowledged or fixed, or note something',
        tags: ['findings'],
        params: binParams({ key: Type.String({ description: '16 hex digits' }) }),
        body: FindingChangeSchema,
        response: answers(Type.Null(), 204, [400, 404]),
      },
    },
    async (request, reply) => {
      const bin = binOf(parts, request);
      const thresholds = thresholdsWith(bin.settings.findings);
      await parts.questions.changeFinding({ ...scopeOf(bin), thresholds }, request.params.key, request.body);
      return await reply.code(204).send();
    },
  );
}
