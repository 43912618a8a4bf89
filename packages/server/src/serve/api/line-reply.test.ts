import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { LINES, sendLines } from './line-reply.ts';

for (const encoding of ['gzip', 'identity']) {
  test(`who leaves before the first line is no failure (${encoding})`, { timeout: 30_000 }, async () => {
    const failures: unknown[] = [];
    const app = Fastify();
    app.setErrorHandler((error, _request, reply) => {
      failures.push(error);
      return reply.code(500).send({});
    });
    let isAsked: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    let wasEnded = false;
    let isOver: () => void = () => {};
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    app.get('/', (request, reply) => {
      const gone = new Promise<void>((resolve) => reply.raw.on('close', resolve));
      async function* lines() {
        try {
          isAsked();
          await gone;
          yield { head: 1 };
        } finally {
          wasEnded = true;
        }
      }
      return sendLines(request, reply, lines()).finally(isOver);
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const tab = new AbortController();
    const url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}/`;
    const answer = fetch(url, {
      signal: tab.signal,
      headers: { accept: LINES, 'accept-encoding': encoding },
    });
    await asked;
    tab.abort();
    await assert.rejects(answer);
    await over;
    await app.close();
    assert.deepEqual(failures, []);
    assert.ok(wasEnded);
  });
}
