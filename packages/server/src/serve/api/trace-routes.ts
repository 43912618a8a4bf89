/** Traces of a bin: searched, opened, and one span with everything there is of it. */

import { Type } from '@sinclair/typebox';
import type { TraceSearch } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { BadRequestError } from '../../errors.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import {
  SpanAnswerSchema,
  TraceAnswerSchema,
  TraceSearchSchema,
  TracesAnswerSchema,
} from './schema/traces.ts';
import { scopeOf } from './scope-of.ts';

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

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
      return await parts.questions.trace(bin, hexId('trace', request.params.traceId, TRACE_ID_DIGITS));
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
      const traceId = hexId('trace', request.params.traceId, TRACE_ID_DIGITS);
      return await parts.questions.span(bin, traceId, hexId('span', request.params.spanId, SPAN_ID_DIGITS));
    },
  );
}

function hexId(what: string, id: string, digits: number): string {
  if (id.length === digits && /^[0-9a-f]+$/i.test(id)) return id.toLowerCase();
  throw new BadRequestError(`bad-${what}-id`, `"${id.slice(0, 64)}" is no ${what} id.`, {
    hint: `A ${what} id has ${digits} hex digits.`,
  });
}
