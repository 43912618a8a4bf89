/** Traces of a bin: searched, opened, and one span with everything there is of it. */

import { Type } from '@sinclair/typebox';
import type { TraceSearch } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import {
  SpanAnswerSchema,
  TraceAnswerSchema,
  TraceSearchSchema,
  TracesAnswerSchema,
} from './schema/traces.ts';
import { scopeOf } from './scope-of.ts';

export function addTraceRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: TraceSearch }>(
    '/api/bins/:bin/traces',
    {
      schema: {
        summary: 'Search traces',
        description:
          'A trace matches when one of its spans meets service, name, attributes and errors together; durations are those of the whole trace.',
        tags: ['traces'],
        params: binParams(),
        querystring: TraceSearchSchema,
        response: answers(TracesAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.traces(scopeOf(binOf(parts, request)), request.query),
  );

  app.get<{ Params: { traceId: string } }>(
    '/api/bins/:bin/traces/:traceId',
    {
      schema: {
        summary: 'A trace as columns, one entry a span',
        tags: ['traces'],
        params: binParams({ traceId: Type.String({ description: '32 hex digits' }) }),
        response: answers(TraceAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const bin = scopeOf(binOf(parts, request));
      return await parts.questions.trace(bin, request.params.traceId);
    },
  );

  app.get<{ Params: { traceId: string; spanId: string } }>(
    '/api/bins/:bin/traces/:traceId/spans/:spanId',
    {
      schema: {
        summary: 'Everything of one span: attributes, events, links, log records',
        tags: ['traces'],
        params: binParams({
          traceId: Type.String({ description: '32 hex digits' }),
          spanId: Type.String({ description: '16 hex digits' }),
        }),
        response: answers(SpanAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const bin = scopeOf(binOf(parts, request));
      const { traceId, spanId } = request.params;
      return await parts.questions.span(bin, traceId, spanId);
    },
  );
}
