import type { FastifyRequest } from 'fastify';
import type { RequestFacts } from '../access/access-policy.ts';

export function factsOf(request: FastifyRequest): RequestFacts {
  return {
    headers: request.headers,
    remoteAddress: request.raw.socket.remoteAddress,
    httpVersion: request.raw.httpVersion,
  };
}
