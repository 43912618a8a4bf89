/** SQL of one's own, over one bin. */
import type { SqlRequest } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { goneSignal } from './gone-signal.ts';
import { answers, binParams } from './route-schema.ts';
import { SqlAnswerSchema, SqlRequestSchema } from './schema/sql.ts';
import { scopeOf } from './scope-of.ts';

export function addSqlRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.post<{ Body: SqlRequest }>(
    '/api/bins/:bin/sql',
    {
      schema: {
        summary: 'Run a SELECT over the tables of the bin',
        description: 'docs/reference/sql.md says which tables, columns and functions there are.',
        tags: ['explore'],
        params: binParams(),
        body: SqlRequestSchema,
        response: answers(SqlAnswerSchema, 200, [400, 404, 422, 504]),
      },
    },
    async (request, reply) =>
      parts.questions.sql(scopeOf(binOf(parts, request)), request.body, goneSignal(reply)),
  );
}
