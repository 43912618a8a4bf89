/**
 * Lets web pages send telemetry from the browser of their users. Any origin may ask; whether it may write
 * depends on its key, and a page that is not from this machine always needs one. There are no cookies, so
 * `*` gives nothing away.
 */
import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';

export function addCors(app: FastifyInstance, url: string): void {
  app.options(url, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .code(204)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers':
          'content-type, content-encoding, authorization, x-tracebin-key, x-honeycomb-team, traceparent, tracestate',
        'access-control-max-age': '7200',
      })
      .send(),
  );
}
