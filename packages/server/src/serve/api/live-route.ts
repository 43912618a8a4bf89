/** `GET /api/bins/:bin/live`: what changes of a bin, once a second, as server-sent events. */
import { PassThrough } from 'node:stream';
import type { LiveActivity } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { OverloadedError } from '../../errors.ts';
import type { Bin } from '../../store/keys/index.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { strangersFor } from './bin-routes.ts';
import { binParams } from './route-schema.ts';

const INTERVAL_MS = 1_000;
/** Open streams of one server; each is a socket and a message a second. */
const MAX_STREAMS = 1_000;
/** A reader that takes nothing for this many bytes is gone or hostile. */
const MAX_UNREAD_BYTES = 1024 * 1024;

interface Stream {
  body: PassThrough;
  bin: Bin;
  strangers: string | 'any' | undefined;
}

export function addLiveRoute(app: FastifyInstance, parts: ApiParts): void {
  const streams = new Set<Stream>();
  const timer = setInterval(() => {
    for (const stream of streams) void tell(stream);
  }, INTERVAL_MS);
  timer.unref();

  app.addHook('preClose', async () => {
    clearInterval(timer);
    for (const { body } of streams) body.end();
  });

  async function tell(stream: Stream): Promise<void> {
    if (stream.body.writableLength > MAX_UNREAD_BYTES) {
      stream.body.destroy();
      return;
    }
    // A revoked or changed bin shows at the next message.
    const bin = parts.bins.get(stream.bin.id) ?? stream.bin;
    try {
      const activity = await parts.watch.activity(bin, stream.strangers);
      if (!stream.body.writableEnded) stream.body.write(message(activity));
    } catch {
      // The store does not answer: the reader keeps what it has, and a comment keeps the connection.
      if (!stream.body.writableEnded) stream.body.write(': the store does not answer\n\n');
    }
  }

  app.get(
    '/api/bins/:bin/live',
    {
      exposeHeadRoute: false,
      compress: false,
      schema: {
        summary: 'What changes of a bin, once a second',
        description:
          'Server-sent events named "activity"; the data of each replaces the one before: arrivals, refusals, firstEventAt, lastEventAt, firstTraceId, services.',
        tags: ['bins'],
        produces: ['text/event-stream'],
        params: binParams(),
      },
    },
    async (request, reply) => {
      const bin = binOf(parts, request);
      if (streams.size >= MAX_STREAMS)
        throw new OverloadedError('overloaded', 'Too many live pages are open.');
      const stream: Stream = { body: new PassThrough(), bin, strangers: strangersFor(bin, request) };
      streams.add(stream);
      stream.body.on('close', () => streams.delete(stream));
      request.raw.socket.on('close', () => stream.body.destroy());
      // `no-transform` and the nginx header keep proxies from collecting messages.
      reply.header('content-type', 'text/event-stream; charset=utf-8');
      reply.header('cache-control', 'no-store, no-transform');
      reply.header('x-accel-buffering', 'no');
      void tell(stream);
      return await reply.send(stream.body);
    },
  );
}

function message(activity: LiveActivity): string {
  return `event: activity\ndata: ${JSON.stringify(activity)}\n\n`;
}
