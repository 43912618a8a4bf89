import type { FastifyReply } from 'fastify';

/** Fires when whoever asked closes the connection before the answer is out, so that nobody's question goes on. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
