/** Markers: what charts show at a moment. A pipeline that knows no more than an ingest key may post one. */

import { Type } from '@sinclair/typebox';
import type { MarkerRequest, MarkerSearch } from '@tracebin/model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NotFoundError } from '../../errors.ts';
import type { Bin } from '../../store/keys/index.ts';
import { keyFromHeaders } from '../access/sender-access.ts';
import { factsOf } from '../http/request-facts.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import {
  MarkerRequestSchema,
  MarkerSchema,
  MarkerSearchSchema,
  MarkersAnswerSchema,
} from './schema/markers.ts';
import { scopeOf } from './scope-of.ts';

export function addMarkerRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: MarkerSearch }>(
    '/api/bins/:bin/markers',
    {
      schema: {
        summary: 'Deploys and other moments that charts show',
        description: 'Those that were posted, and the first request of each service.version that was new.',
        tags: ['markers'],
        params: binParams(),
        querystring: MarkerSearchSchema,
        response: answers(MarkersAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.markers(scopeOf(binOf(parts, request)), request.query),
  );

  app.post<{ Body: MarkerRequest }>(
    '/api/bins/:bin/markers',
    {
      schema: {
        summary: 'Mark a deploy or another moment',
        description:
          'The path holds the view token; or the id of the bin with an ingest key as x-tracebin-key or bearer token; or the ingest key itself. The same bin, time, kind, service and version twice is one marker.',
        tags: ['markers'],
        params: binParams(),
        body: MarkerRequestSchema,
        response: answers(MarkerSchema, 201, [400, 401, 403, 404, 429]),
      },
    },
    async (request, reply) => {
      const bin = posterOf(parts, request);
      reply.code(201);
      return await parts.questions.addMarker(
        { bin: bin.id, retentionHours: bin.retentionHours },
        request.body,
      );
    },
  );

  app.delete<{ Params: { bin: string; id: string } }>(
    '/api/bins/:bin/markers/:id',
    {
      schema: {
        summary: 'Take a posted marker away',
        tags: ['markers'],
        params: binParams({ id: Type.String({ description: '16 hex digits' }) }),
        response: answers(Type.Null(), 204, [404]),
      },
    },
    async (request, reply) => {
      await parts.questions.removeMarker(scopeOf(binOf(parts, request)), request.params.id);
      return await reply.code(204).send();
    },
  );
}

/**
 * Who posts: a viewer of the bin, or a sender with a key to it.
 * @throws KeyError, NotFoundError, OverloadedError
 */
function posterOf(parts: ApiParts, request: FastifyRequest): Pick<Bin, 'id' | 'retentionHours'> {
  const facts = factsOf(request);
  const inPath = (request.params as { bin: string }).bin;
  const hasKeyInPath = parts.bins.findByIngestKey(inPath) !== undefined;
  if (!hasKeyInPath && keyFromHeaders(facts.headers) === undefined) return binOf(parts, request);
  const { scope, keyId } = parts.senders.resolve(facts, hasKeyInPath ? inPath : undefined);
  parts.limits.charge(keyId, Number(request.headers['content-length'] ?? 0));
  const isItsBin =
    hasKeyInPath || inPath === scope.bin || parts.bins.findByViewToken(inPath)?.id === scope.bin;
  if (isItsBin) return { id: scope.bin, retentionHours: scope.retentionHours };
  throw new NotFoundError('The key does not belong to the bin in the path.', {
    hint: 'POST /api/bins/<ingest key>/markers needs no id.',
  });
}
