/** Questions of Explore: the answer, and the events, traces and examples behind it. */
import type { EventsRequest, ExampleRequest, Question, SlowTracesRequest } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { addCompareRoutes } from './compare-routes.ts';
import { goneSignal } from './gone-signal.ts';
import { LINES, sendLines, wantsLines } from './line-reply.ts';
import { answers, binParams } from './route-schema.ts';
import {
  EventsAnswerSchema,
  EventsRequestSchema,
  ExampleAnswerSchema,
  ExampleRequestSchema,
  QuestionAnswerSchema,
  QuestionSchema,
  SlowTracesAnswerSchema,
  SlowTracesRequestSchema,
} from './schema/question.ts';
import { scopeOf } from './scope-of.ts';
import { addSqlRoutes } from './sql-routes.ts';

const REFUSALS = [400, 404, 422, 504];

export function addQueryRoutes(app: FastifyInstance, parts: ApiParts): void {
  addCompareRoutes(app, parts);
  addSqlRoutes(app, parts);

  app.post<{ Body: Question }>(
    '/api/bins/:bin/query',
    {
      schema: {
        summary: 'Ask a question: table, series and heatmaps',
        description:
          'Weighted by sample rate unless "unweighted". docs/reference/questions.md says what operators, fields and calculations mean. With "Accept: application/x-ndjson" lines of JSON: {"progress"} now and then, {"answer"} last.',
        tags: ['explore'],
        params: binParams(),
        body: QuestionSchema,
        produces: ['application/json', LINES],
        response: answers(QuestionAnswerSchema, 200, REFUSALS),
      },
    },
    async (request, reply) => {
      const bin = scopeOf(binOf(parts, request));
      const signal = goneSignal(reply);
      if (!wantsLines(request)) return await parts.questions.ask(bin, request.body, signal);
      return await sendLines(request, reply, parts.questions.askLines(bin, request.body, signal));
    },
  );

  app.post<{ Body: EventsRequest }>(
    '/api/bins/:bin/query/events',
    {
      schema: {
        summary: 'The raw events that a question is about',
        tags: ['explore'],
        params: binParams(),
        body: EventsRequestSchema,
        response: answers(EventsAnswerSchema, 200, REFUSALS),
      },
    },
    async (request, reply) =>
      parts.questions.askEvents(scopeOf(binOf(parts, request)), request.body, goneSignal(reply)),
  );

  app.post<{ Body: SlowTracesRequest }>(
    '/api/bins/:bin/query/traces',
    {
      schema: {
        summary: 'The ten slowest traces that a question is about',
        tags: ['explore'],
        params: binParams(),
        body: SlowTracesRequestSchema,
        response: answers(SlowTracesAnswerSchema, 200, REFUSALS),
      },
    },
    async (request, reply) =>
      parts.questions.askTraces(scopeOf(binOf(parts, request)), request.body, goneSignal(reply)),
  );

  app.post<{ Body: ExampleRequest }>(
    '/api/bins/:bin/query/example',
    {
      schema: {
        summary: 'One trace for a point, bar, cell or row of an answer',
        tags: ['explore'],
        params: binParams(),
        body: ExampleRequestSchema,
        response: answers(ExampleAnswerSchema, 200, REFUSALS),
      },
    },
    async (request, reply) =>
      parts.questions.askExample(scopeOf(binOf(parts, request)), request.body, goneSignal(reply)),
  );
}
