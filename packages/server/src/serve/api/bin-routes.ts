/** Bins and their keys: made, read, changed. */

import { Type } from '@sinclair/typebox';
import type { BinAnswer, BinChange, BinCreated, BinRequest, KeyCreated, KeysAnswer } from '@tracebin/model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NotFoundError } from '../../errors.ts';
import { type Bin, DEFAULT_APDEX_MS } from '../../store/keys/index.ts';
import { FORWARDING_HEADERS } from '../access/loopback.ts';
import { factsOf } from '../http/request-facts.ts';
import { isoTime } from '../live/refusal-log.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import {
  BinAnswerSchema,
  BinChangeSchema,
  BinCreatedSchema,
  BinRequestSchema,
  KeyCreatedSchema,
  KeysAnswerSchema,
} from './schema/bins.ts';

export function addBinRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.post<{ Body: BinRequest }>(
    '/api/bins',
    {
      schema: {
        summary: 'Make a bin',
        description:
          'Needs the admin secret as bearer token where the server can be reached from other machines.',
        tags: ['bins'],
        body: BinRequestSchema,
        response: answers(BinCreatedSchema, 201, [400, 401, 429]),
      },
    },
    async (request, reply): Promise<BinCreated> => {
      parts.admin.check(factsOf(request));
      const { bin, viewToken, ingestKey } = await parts.bins.createBin(request.body);
      reply.code(201);
      return {
        bin: bin.id,
        name: bin.name,
        viewUrl: `${parts.address(request.headers.host)}/b/${viewToken}`,
        viewToken,
        ingestKey,
      };
    },
  );

  app.get(
    '/api/bins/:bin',
    {
      schema: {
        summary: 'A bin, its doors and what arrived lately',
        tags: ['bins'],
        params: binParams(),
        response: answers(BinAnswerSchema, 200, [404]),
      },
    },
    async (request) => binAnswer(parts, binOf(parts, request), request),
  );

  app.patch<{ Body: BinChange }>(
    '/api/bins/:bin',
    {
      schema: {
        summary: 'Change name, retention or the T of the Apdex',
        description:
          'A new retention holds for what is in the bin already; what it ends is not readable any more at once.',
        tags: ['bins'],
        params: binParams(),
        body: BinChangeSchema,
        response: answers(BinAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const changed = await parts.bins.changeBin(binOf(parts, request), request.body);
      parts.watch.forget(changed.id);
      return await binAnswer(parts, changed, request);
    },
  );

  app.post(
    '/api/bins/:bin/keys',
    {
      schema: {
        summary: 'Make an ingest key',
        tags: ['keys'],
        params: binParams(),
        response: answers(KeyCreatedSchema, 201, [404]),
      },
    },
    async (request, reply): Promise<KeyCreated> => {
      const bin = binOf(parts, request);
      reply.code(201);
      return { ingestKey: await parts.bins.createKey(bin.id) };
    },
  );

  app.get(
    '/api/bins/:bin/keys',
    {
      schema: {
        summary: 'The ingest keys of a bin',
        tags: ['keys'],
        params: binParams(),
        response: answers(KeysAnswerSchema, 200, [404]),
      },
    },
    async (request): Promise<KeysAnswer> => ({
      keys: parts.bins.keysOf(binOf(parts, request).id).map((key) => ({
        id: key.id,
        createdAt: isoTime(key.createdAt),
        revokedAt: key.revokedAt && isoTime(key.revokedAt),
      })),
    }),
  );

  app.delete<{ Params: { bin: string; id: string } }>(
    '/api/bins/:bin/keys/:id',
    {
      schema: {
        summary: 'Revoke an ingest key',
        description: 'Its senders are refused from then on; on a cluster within a few seconds.',
        tags: ['keys'],
        params: binParams({ id: Type.String() }),
        response: answers(Type.Null(), 204, [404]),
      },
    },
    async (request, reply) => {
      const bin = binOf(parts, request);
      if (!(await parts.bins.revokeKey(bin.id, request.params.id))) {
        throw new NotFoundError('The bin has no such key.', { hint: 'GET …/keys lists them.' });
      }
      return await reply.code(204).send();
    },
  );
}

async function binAnswer(parts: ApiParts, bin: Bin, request: FastifyRequest): Promise<BinAnswer> {
  return {
    bin: bin.id,
    name: bin.name,
    createdAt: isoTime(bin.createdAt),
    retentionHours: bin.retentionHours,
    apdexMs: bin.settings.apdexMs ?? DEFAULT_APDEX_MS,
    address: parts.address(request.headers.host),
    keyless: bin.id === 'local' && !parts.policy.public,
    doors: parts.doors.list(),
    listeningSince: isoTime(parts.listeningSince),
    ...(await parts.watch.activity(bin, strangersFor(bin, request))),
  };
}

/** Whose refusals without a known key the viewer may see: see `ActivityBoard.refusals`. */
export function strangersFor(bin: Bin, request: FastifyRequest): string | 'any' | undefined {
  if (bin.id === 'local') return 'any';
  // Behind a proxy everybody has the same address, which then says nothing.
  if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return undefined;
  return request.raw.socket.remoteAddress;
}
