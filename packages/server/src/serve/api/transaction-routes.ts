/** What the page of one transaction, and that of deploys, shows. */
import type { ComparisonSearch, TransactionDetailSearch } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_APDEX_MS } from '../../store/keys/index.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { ComparisonAnswerSchema, ComparisonSearchSchema } from './schema/deploys.ts';
import {
  TransactionDetailAnswerSchema,
  TransactionDetailSearchSchema,
  TransactionProfileAnswerSchema,
} from './schema/transaction.ts';
import { scopeOf } from './scope-of.ts';

export function addTransactionRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: ComparisonSearch }>(
    '/api/bins/:bin/transactions/comparison',
    {
      schema: {
        summary: 'Every endpoint or job of two versions, or of two times: better, worse, new, gone',
        description:
          "Mann-Whitney's test of the durations, a test of the share beyond the earlier p95, and one of the errors, all corrected by Holm.",
        tags: ['pages'],
        params: binParams(),
        querystring: ComparisonSearchSchema,
        response: answers(ComparisonAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.comparison(scopeOf(binOf(parts, request)), request.query),
  );

  app.get<{ Querystring: TransactionDetailSearch }>(
    '/api/bins/:bin/transaction',
    {
      schema: {
        summary:
          'One endpoint or job: distribution, layers over time, statements, samples, versions, attempts',
        description: 'Weighted by sample rate. One that did not run in the range has zero hits.',
        tags: ['pages'],
        params: binParams(),
        querystring: TransactionDetailSearchSchema,
        response: answers(TransactionDetailAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const bin = binOf(parts, request);
      const apdexMs = bin.settings.apdexMs ?? DEFAULT_APDEX_MS;
      return await parts.questions.transaction({ ...scopeOf(bin), apdexMs }, request.query);
    },
  );

  app.get<{ Querystring: TransactionDetailSearch }>(
    '/api/bins/:bin/transaction/profile',
    {
      schema: {
        summary: 'What an average request, and one of about the p95, is made of',
        description:
          'Merged from the spans of up to 40 from the fastest to the slowest, each counted for as many as it stands for, so that their total is the mean of all; and of the 12 nearest to the p95.',
        tags: ['pages'],
        params: binParams(),
        querystring: TransactionDetailSearchSchema,
        response: answers(TransactionProfileAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.transactionProfile(scopeOf(binOf(parts, request)), request.query),
  );
}
