/**
 * Puts the routes of the protocols on the HTTP server, each also behind `/k/:key` for senders that can only
 * set a URL. The key is checked before the body is read; a refusal is answered in the protocol's own words.
 */
import { Transform } from 'node:stream';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { OverloadedError, type TracebinError } from '../../errors.ts';
import type { Ingest } from '../../receive/ingest.ts';
import type { ProtocolAnswer, ProtocolRoute } from '../../receive/protocol.ts';
import type { BodyBudget, BodyLease } from '../access/body-budget.ts';
import { type RateLimits, tooLarge } from '../access/rate-limits.ts';
import type { Sender, SenderAccess } from '../access/sender-access.ts';
import { asTracebinError } from '../http/api-error.ts';
import { factsOf } from '../http/request-facts.ts';
import type { ActivityBoard } from '../live/activity-board.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { addCors } from './cors.ts';
import { discardBody } from './discard-body.ts';

export interface DoorParts {
  senders: SenderAccess;
  limits: RateLimits;
  budget: BodyBudget;
  ingest: Ingest;
  activity: ActivityBoard;
  metrics: ServerMetrics;
  isDraining: () => boolean;
}

export async function addProtocolDoors(
  app: FastifyInstance,
  routes: readonly ProtocolRoute[],
  parts: DoorParts,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Decoders want the bytes as they came; which types a protocol knows is its own to say.
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const route of routes) {
      const door = new ProtocolDoor(route, parts);
      for (const url of [route.path, `/k/:key${route.path}`]) {
        scope.route({
          method: route.method,
          url,
          schema: { hide: true },
          compress: false,
          exposeHeadRoute: false,
          bodyLimit: Math.min(route.maxBodyBytes, parts.limits.maxBodyBytes),
          onRequest: door.admit,
          preParsing: door.receive,
          handler: door.handle,
          errorHandler: door.refuse,
        });
        addCors(scope, url);
      }
    }
  });
}

class ProtocolDoor {
  readonly #route: ProtocolRoute;
  readonly #parts: DoorParts;
  /** Who was let in, from the head of a request until its body is there. */
  readonly #admitted = new WeakMap<FastifyRequest, Sender>();
  readonly #leases = new WeakMap<FastifyRequest, BodyLease>();

  constructor(route: ProtocolRoute, parts: DoorParts) {
    this.#route = route;
    this.#parts = parts;
  }

  readonly admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.headers.origin !== undefined) reply.header('access-control-allow-origin', '*');
    const { senders, limits, budget, isDraining } = this.#parts;
    if (isDraining()) throw new OverloadedError('overloaded', 'The server is stopping.', { status: 503 });
    const sender = senders.resolve(factsOf(request), (request.params as { key?: string }).key);
    this.#admitted.set(request, sender);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > Math.min(this.#route.maxBodyBytes, limits.maxBodyBytes)) {
      throw tooLarge(Math.min(this.#route.maxBodyBytes, limits.maxBodyBytes));
    }
    limits.charge(sender.keyId, announced);
    const lease = budget.open(sender.keyId);
    reply.raw.once('close', lease.close);
    lease.take(announced);
    this.#leases.set(request, lease);
  };

  /** A body whose length nobody announced is counted as it comes. */
  readonly receive = async (request: FastifyRequest, _reply: FastifyReply, body: RequestPayload) => {
    const lease = this.#leases.get(request);
    if (lease === undefined || request.headers['content-length'] !== undefined) return body;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        try {
          lease.take(chunk.length);
          done(null, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
    body.on('error', (error) => counted.destroy(error));
    return body.pipe(counted);
  };

  readonly handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const started = performance.now();
    const { ingest, metrics, limits } = this.#parts;
    const { scope, keyId } = this.#admitted.get(request)!;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (request.headers['content-length'] === undefined) limits.chargeLater(keyId, body.length);
    const answer = await this.#route.handle({ headers: plainHeaders(request), body }, scope, ingest);
    metrics.received(this.#route.name, body.length, (performance.now() - started) / 1000);
    this.#note(request, answer);
    return send(reply, answer);
  };

  readonly refuse = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const error = this.#inWordsOfLimits(asTracebinError(thrown));
    this.#record(request, error.code, error.message);
    const answer = this.#route.refuse({ headers: plainHeaders(request) }, error);
    if (error.retryAfterSeconds !== undefined && answer.headers['retry-after'] === undefined) {
      reply.header('retry-after', String(error.retryAfterSeconds));
    }
    void discardBody(request.raw).then(() => send(reply, answer));
  };

  #inWordsOfLimits(error: TracebinError): TracebinError {
    if (error.status !== 413) return error;
    return tooLarge(Math.min(this.#route.maxBodyBytes, this.#parts.limits.maxBodyBytes));
  }

  /** What the protocol answered by itself: rejected rows and bodies it could not read. */
  #note(request: FastifyRequest, { status, outcome }: ProtocolAnswer): void {
    const { metrics } = this.#parts;
    metrics.rejected(this.#route.name, outcome?.rejected ?? 0);
    if (status >= 400) {
      const { code, message } = outcome?.error ?? {
        code: `status-${status}`,
        message: `Answered with ${status}.`,
      };
      this.#record(request, code, message);
    } else if (outcome !== undefined && outcome.rejected > 0) {
      const { code, message } = outcome.error ?? {
        code: 'rejected',
        message: `${outcome.rejected} rejected.`,
      };
      this.#tell(request, code, message);
    }
  }

  #record(request: FastifyRequest, code: string, message: string): void {
    this.#parts.metrics.refused(this.#route.name, code);
    this.#tell(request, code, message);
  }

  #tell(request: FastifyRequest, code: string, message: string): void {
    const bin = this.#admitted.get(request)?.scope.bin;
    this.#parts.activity.refused(bin, { code, message, from: request.raw.socket.remoteAddress ?? 'unknown' });
  }
}

function plainHeaders(request: FastifyRequest): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function send(reply: FastifyReply, answer: ProtocolAnswer): FastifyReply {
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}
