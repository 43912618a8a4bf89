/** What the page of a trace asks for beyond its spans. */
import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { goneSignal } from './gone-signal.ts';
import { answers, binParams } from './route-schema.ts';
import {
  TraceFindingsAnswerSchema,
  TraceLogsAnswerSchema,
  TraceMatchesAnswerSchema,
} from './schema/trace-parts.ts';
import { scopeOf } from './scope-of.ts';

const params = () => binParams({ traceId: Type.String({ description: '32 hex digits' }) });

export function addTracePartRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Params: { traceId: string } }>(
    '/api/bins/:bin/traces/:traceId/logs',
    {
      schema: {
        summary: 'Log records of a trace in the order of time, as columns',
        tags: ['traces'],
        params: params(),
        response: answers(TraceLogsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) =>
      await parts.questions.traceLogs(scopeOf(binOf(parts, request)), request.params.traceId),
  );

  app.get<{ Params: { traceId: string }; Querystring: { text: string } }>(
    '/api/bins/:bin/traces/:traceId/search',
    {
      schema: {
        summary: 'Which spans of a trace have this text',
        description:
          'Every word of the text, taken literally and whatever its case, must be part of something that is known of the span, its events or its log records: of names, messages, and the key=value of any attribute. The word "error" finds failed spans too.',
        tags: ['traces'],
        params: params(),
        querystring: Type.Object(
          { text: Type.String({ description: '1 to 10 words, at most 200 characters' }) },
          { additionalProperties: false },
        ),
        response: answers(TraceMatchesAnswerSchema, 200, [400, 404]),
      },
    },
    async (request, reply) =>
      await parts.questions.traceMatches(
        scopeOf(binOf(parts, request)),
        request.params.traceId,
        request.query.text,
        goneSignal(reply),
      ),
  );

  app.get<{ Params: { traceId: string } }>(
    '/api/bins/:bin/traces/:traceId/findings',
    {
      schema: {
        summary: 'What was found in a trace, the costliest first',
        description: 'Empty until the trace has been worked up, some seconds after its last span.',
        tags: ['findings'],
        params: params(),
        response: answers(TraceFindingsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) =>
      await parts.questions.traceFindings(scopeOf(binOf(parts, request)), request.params.traceId),
  );

  app.get<{ Params: { traceId: string } }>(
    '/api/bins/:bin/traces/:traceId/otlp',
    {
      schema: {
        summary: 'A trace as OTLP JSON, to be kept or put into another bin with `tracebin import`',
        description:
          'One export request a line, spans first, then log records; attributes under their current names and as they were sent.',
        tags: ['traces'],
        params: params(),
        produces: ['application/x-ndjson'],
        response: answers(Type.String(), 200, [400, 404]),
      },
    },
    async (request, reply) => {
      const lines = await parts.questions.exportTrace(scopeOf(binOf(parts, request)), request.params.traceId);
      const name = request.params.traceId.toLowerCase().replace(/[^0-9a-f]/g, '');
      return await reply
        .type('application/x-ndjson')
        .header('content-disposition', `attachment; filename="trace-${name}.otlp.jsonl"`)
        .send(Readable.from(lines));
    },
  );
}
