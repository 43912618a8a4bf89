/** As many pages as one server keeps informed, and the one that is too many. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import type { ApiError } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { startCli, tempFolder } from './support/cli-process.ts';

const MAX_STREAMS = 1_000;
const OPENED_AT_ONCE = 50;

test('a thousand live pages may be open, and the next as soon as one is closed', async (t) => {
  const folder = tempFolder();
  const server = await startCli(`${folder.path}/store`);
  const connections = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  t.after(async () => {
    connections.destroy();
    assert.equal(await server.stop(), 0);
    folder.remove();
  });
  const open = () =>
    new Promise<IncomingMessage>((resolve, reject) =>
      get(`${server.url}/api/bins/local/live`, { agent: connections }, resolve).on('error', reject),
    );

  const pages: IncomingMessage[] = [];
  while (pages.length < MAX_STREAMS)
    pages.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, open))));
  for (const page of pages) assert.equal(page.statusCode, 200);
  const last = pages.at(-1)!;
  const [message] = (await once(last, 'data')) as [Buffer];
  assert.match(String(message), /^event: activity\n/, 'the last one is told, too');

  const refused = await open();
  assert.equal(refused.statusCode, 503);
  const { error } = JSON.parse(Buffer.concat(await refused.toArray()).toString()) as ApiError;
  assert.equal(error.code, 'overloaded');
  assert.ok(Number(refused.headers['retry-after']) > 0);

  pages[0]!.destroy();
  const answered = await poll('a place', async () => {
    const page = await open();
    page.resume();
    return page.statusCode === 200 ? page : undefined;
  });
  answered.destroy();
});
