/** When something counts as a finding in a bin. */
import { type ThresholdChange, type ThresholdsAnswer, thresholdsWith } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import type { Bin } from '../../store/keys/index.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { ThresholdChangeSchema, ThresholdsAnswerSchema } from './schema/thresholds.ts';

export function addThresholdRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get(
    '/api/bins/:bin/findings/thresholds',
    {
      schema: {
        summary: 'When something counts as a finding',
        tags: ['findings'],
        params: binParams(),
        response: answers(ThresholdsAnswerSchema, 200, [404]),
      },
    },
    async (request) => thresholdsOf(binOf(parts, request)),
  );

  app.patch<{ Body: ThresholdChange }>(
    '/api/bins/:bin/findings/thresholds',
    {
      schema: {
        summary: 'Change when something counts as a finding',
        description:
          'Whole numbers; null goes back to the default. Traces that are worked up from now on go by it, and `tracebin rebuild` applies it to those before.',
        tags: ['findings'],
        params: binParams(),
        body: ThresholdChangeSchema,
        response: answers(ThresholdsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => thresholdsOf(await parts.bins.changeThresholds(binOf(parts, request), request.body)),
  );
}

function thresholdsOf({ settings }: Bin): ThresholdsAnswer {
  return { thresholds: thresholdsWith(settings.findings), own: settings.findings ?? {} };
}
