/** What the overview of a bin shows. */
import type { OverviewSearch } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_APDEX_MS } from '../../store/keys/index.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { OverviewAnswerSchema, OverviewSearchSchema } from './schema/overview.ts';
import { scopeOf } from './scope-of.ts';

export function addOverviewRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: OverviewSearch }>(
    '/api/bins/:bin/overview',
    {
      schema: {
        summary: 'Time per request by layer, throughput, errors and Apdex over time',
        description:
          'Weighted by sample rate; sums of each step, so that means and shares can be made of them.',
        tags: ['pages'],
        params: binParams(),
        querystring: OverviewSearchSchema,
        response: answers(OverviewAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const bin = binOf(parts, request);
      const apdexMs = bin.settings.apdexMs ?? DEFAULT_APDEX_MS;
      return await parts.questions.overview({ ...scopeOf(bin), apdexMs }, request.query);
    },
  );
}
