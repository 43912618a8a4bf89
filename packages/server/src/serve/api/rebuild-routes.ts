/** Making everything that is derived again. For those who run the server. */

import { Type } from '@sinclair/typebox';
import type { RebuildAnswer } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { BadRequestError } from '../../errors.ts';
import { factsOf } from '../http/request-facts.ts';
import type { ApiParts } from './api-parts.ts';
import { answers } from './route-schema.ts';
import { same } from './schema/same-type.ts';

const RebuildAnswerSchema = Type.Object({
  running: Type.Boolean(),
  done: Type.Integer({ description: 'Spans worked up again, of this rebuild or of the last one' }),
  total: Type.Integer(),
});
same<RebuildAnswer, typeof RebuildAnswerSchema.static>(true);

export function addRebuildRoutes(app: FastifyInstance, parts: ApiParts): void {
  const description =
    'Needs the admin secret as bearer token where the server can be reached from other machines.';
  app.post(
    '/api/rebuild',
    {
      schema: {
        summary: 'Make transactions, operations, edges, errors and findings again from the events',
        description: `${description} Pages miss what is not there yet.`,
        tags: ['operation'],
        response: answers(RebuildAnswerSchema, 202, [400, 401]),
      },
    },
    async (request, reply): Promise<RebuildAnswer> => {
      parts.admin.check(factsOf(request));
      const answer = parts.rebuild.start();
      if (answer === undefined) {
        throw new BadRequestError('cannot-rebuild', 'This server does not work up all traces of its store.', {
          hint: 'It was started with --derive off, or shares a cluster with others.',
        });
      }
      reply.code(202);
      return answer;
    },
  );
  app.get(
    '/api/rebuild',
    {
      schema: {
        summary: 'How far making everything again is',
        description,
        tags: ['operation'],
        response: answers(RebuildAnswerSchema, 200, [401]),
      },
    },
    async (request): Promise<RebuildAnswer> => {
      parts.admin.check(factsOf(request));
      return parts.rebuild.progress() ?? { running: false, done: 0, total: 0 };
    },
  );
}
