/** What the ready-made pages show. */
import type { ChoicesSearch, TransactionSearch } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { ChoicesAnswerSchema, ChoicesSearchSchema } from './schema/choices.ts';
import { TransactionSearchSchema, TransactionsAnswerSchema } from './schema/transactions.ts';
import { scopeOf } from './scope-of.ts';

export function addPageRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: TransactionSearch }>(
    '/api/bins/:bin/transactions',
    {
      schema: {
        summary: 'Endpoints or jobs with their hits, percentiles, errors, layers and findings',
        description: 'Weighted by sample rate; the largest total time first.',
        tags: ['pages'],
        params: binParams(),
        querystring: TransactionSearchSchema,
        response: answers(TransactionsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.transactions(scopeOf(binOf(parts, request)), request.query),
  );

  app.get<{ Querystring: ChoicesSearch }>(
    '/api/bins/:bin/choices',
    {
      schema: {
        summary: 'What pages can be narrowed to: services and environments in which something ran',
        tags: ['pages'],
        params: binParams(),
        querystring: ChoicesSearchSchema,
        response: answers(ChoicesAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.choices(scopeOf(binOf(parts, request)), request.query),
  );
}
