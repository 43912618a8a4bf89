/** A question or comparison ends in the engine when whoever asked has gone. The server runs in this process, to look into its engine. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CompareHead, QuestionLine } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import {
  type ServerWithView,
  SLOW_COMPARISON,
  SLOW_QUESTION,
  startServerWithView,
} from './support/slow-question.ts';

let server: ServerWithView;

before(async () => {
  server = await startServerWithView();
});
after(() => server?.close());

const ask = (signal: AbortSignal, accept: string) =>
  fetch(`${server.url}/api/bins/local/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(SLOW_QUESTION),
    signal,
  });

for (const accept of ['application/json', 'application/x-ndjson']) {
  test(`a closed connection ends the statements (${accept})`, async () => {
    const tab = new AbortController();
    const asked = ask(tab.signal, accept).then((response) => response.text());
    await poll('the engine to run it', async () => ((await server.running()) > 0 ? true : undefined));
    tab.abort();
    await assert.rejects(asked);
    await poll('the engine to be idle', async () => ((await server.running()) === 0 ? true : undefined));
  });
}

for (const accept of ['application/json', 'application/x-ndjson']) {
  test(`a closed connection ends a comparison (${accept})`, async () => {
    const tab = new AbortController();
    const response = fetch(`${server.url}/api/bins/local/compare`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify(SLOW_COMPARISON),
      signal: tab.signal,
    });
    if (accept === 'application/x-ndjson') {
      // The sizes of the sides are there, the fields are being counted.
      const { value } = await (await response).body!.getReader().read();
      const [first] = new TextDecoder().decode(value).split('\n');
      const { head } = JSON.parse(first!) as { head: CompareHead };
      assert.deepEqual([head.selection.events, head.rest.events], [50_000, 50_000]);
    }
    await poll('the engine to run it', async () => ((await server.running()) > 0 ? true : undefined));
    tab.abort();
    if (accept === 'application/json') await assert.rejects(response);
    await poll('the engine to be idle', async () => ((await server.running()) === 0 ? true : undefined));
  });
}

test('a question that runs tells how far it is', async () => {
  const tab = new AbortController();
  const response = await ask(tab.signal, 'application/x-ndjson');
  assert.equal(response.status, 200);
  let text = '';
  const decoder = new TextDecoder();
  const seen: { rows: number; ofRows: number }[] = [];
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      const read = JSON.parse(line) as QuestionLine;
      assert.ok('progress' in read, line);
      seen.push(read.progress);
    }
    if (seen.some(({ rows }) => rows > 0) && seen.length > 2) break;
  }
  tab.abort();
  for (const { rows, ofRows } of seen) assert.ok(rows <= ofRows && ofRows <= 100_000 * 2);
  await poll('the engine to be idle', async () => ((await server.running()) === 0 ? true : undefined));
});
