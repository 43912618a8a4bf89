/** What the pages of queries, errors and services show. */
import { Type } from '@sinclair/typebox';
import type {
  ErrorDetailSearch,
  ErrorSearch,
  ExternalSearch,
  QueryDetailSearch,
  QuerySearch,
  ServiceSearch,
} from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import {
  ErrorAnswerSchema,
  ErrorDetailSearchSchema,
  ErrorSearchSchema,
  ErrorsAnswerSchema,
} from './schema/error-groups.ts';
import {
  QueriesAnswerSchema,
  QueryAnswerSchema,
  QueryDetailSearchSchema,
  QuerySearchSchema,
} from './schema/queries.ts';
import {
  ExternalSearchSchema,
  ExternalsAnswerSchema,
  ServiceSearchSchema,
  ServicesAnswerSchema,
} from './schema/services.ts';
import { scopeOf } from './scope-of.ts';

export function addCauseRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: QuerySearch }>(
    '/api/bins/:bin/queries',
    {
      schema: {
        summary: 'What is asked of databases or caches, statement by statement',
        description: 'Weighted by sample rate; the largest total time first.',
        tags: ['pages'],
        params: binParams(),
        querystring: QuerySearchSchema,
        response: answers(QueriesAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.queries(scopeOf(binOf(parts, request)), request.query),
  );

  app.get<{ Params: { fingerprint: string }; Querystring: QueryDetailSearch }>(
    '/api/bins/:bin/queries/:fingerprint',
    {
      schema: {
        summary: 'One statement: who asks it how often, over time, and its slowest calls with their traces',
        tags: ['pages'],
        params: binParams({ fingerprint: Type.String({ description: '16 hex digits' }) }),
        querystring: QueryDetailSearchSchema,
        response: answers(QueryAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) =>
      parts.questions.query(scopeOf(binOf(parts, request)), request.params.fingerprint, request.query),
  );

  app.get<{ Querystring: ErrorSearch }>(
    '/api/bins/:bin/errors',
    {
      schema: {
        summary: 'Errors, put together by service, type, place and shape of the message',
        description: 'Weighted by sample rate; the most frequent first.',
        tags: ['pages'],
        params: binParams(),
        querystring: ErrorSearchSchema,
        response: answers(ErrorsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.errors(scopeOf(binOf(parts, request)), request.query),
  );

  app.get<{ Params: { group: string }; Querystring: ErrorDetailSearch }>(
    '/api/bins/:bin/errors/:group',
    {
      schema: {
        summary: 'One group of errors: since when, in which versions and transactions, and the newest traces',
        tags: ['pages'],
        params: binParams({ group: Type.String({ description: '16 hex digits' }) }),
        querystring: ErrorDetailSearchSchema,
        response: answers(ErrorAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) =>
      parts.questions.error(scopeOf(binOf(parts, request)), request.params.group, request.query),
  );

  app.get<{ Querystring: ServiceSearch }>(
    '/api/bins/:bin/services',
    {
      schema: {
        summary: 'Who calls whom: services, and the databases, caches, queues and hosts that they call',
        description: 'Weighted by sample rate. The time of an edge from a queue is how long messages waited.',
        tags: ['pages'],
        params: binParams(),
        querystring: ServiceSearchSchema,
        response: answers(ServicesAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.services(scopeOf(binOf(parts, request)), request.query),
  );

  app.get<{ Querystring: ExternalSearch }>(
    '/api/bins/:bin/externals',
    {
      schema: {
        summary: 'Hosts that were called over HTTP or RPC, and who waits for them',
        description: 'Weighted by sample rate; the largest total time first.',
        tags: ['pages'],
        params: binParams(),
        querystring: ExternalSearchSchema,
        response: answers(ExternalsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.externals(scopeOf(binOf(parts, request)), request.query),
  );
}
