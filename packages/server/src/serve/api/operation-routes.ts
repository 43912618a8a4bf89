/** For those who run the server: is it well, what is it doing, what does the API look like. */
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { factsOf } from '../http/request-facts.ts';
import type { ApiParts } from './api-parts.ts';
import { HealthAnswerSchema } from './schema/health.ts';

export function addOperationRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get(
    '/api/health',
    {
      schema: {
        summary: 'Whether the server takes data and answers questions',
        tags: ['operation'],
        response: { 200: HealthAnswerSchema, 503: HealthAnswerSchema },
      },
    },
    async (_request, reply) => {
      const health = await parts.health();
      return await reply.code(health.status === 'ok' ? 200 : 503).send(health);
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        summary: "The server's own metrics as Prometheus text",
        description:
          'Needs the admin secret as bearer token where the server can be reached from other machines.',
        tags: ['operation'],
        produces: ['text/plain'],
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      parts.admin.check(factsOf(request));
      return await reply.type(parts.metrics.registry.contentType).send(await parts.metrics.text());
    },
  );

  app.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  );
}
