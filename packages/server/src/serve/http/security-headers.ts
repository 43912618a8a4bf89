/**
 * Headers that keep a page of ours from loading anything from elsewhere, and others from framing it.
 * There is no inline script or style anywhere, so the policy needs no exception; fonts and data come from
 * this server alone.
 */
import type { FastifyInstance } from 'fastify';
import { isLoopbackHost } from '../access/loopback.ts';

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  // The URL of a bin is its secret: it must not travel in a Referer.
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    // Browsers ignore it elsewhere, and fill the console with saying so.
    if (request.protocol === 'https' || isLoopbackHost(request.hostname)) {
      reply.header('cross-origin-opener-policy', 'same-origin');
    }
  });
}
