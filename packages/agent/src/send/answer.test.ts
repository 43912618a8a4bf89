/** Servers that took a request and answer oddly: it stays taken, is made once, and only what OTLP says is heard. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { PartialSuccess } from './partial-success.ts';
import { post } from './post.ts';
import { createTransport } from './transport.ts';

const PROTOBUF = 'application/x-protobuf';
/** 3 rejected, "why". */
const OBJECTION = Buffer.from([0x0a, 0x07, 0x08, 0x03, 0x12, 0x03, 0x77, 0x68, 0x79]);
const HEARD = { rejected: 3, message: 'why' };
const MAX_BYTES = 64 * 1024;
const PATIENCE_MS = 5_000;

let answerWith: (response: ServerResponse) => void = () => {};
let requests = 0;
const server = createServer((request, response) => {
  requests++;
  request.resume().on('end', () => answerWith(response));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
  server.close();
  server.closeAllConnections();
});

/** Of one request, which was seen to be made once and to be taken. */
async function heardOf(answer: (response: ServerResponse) => void): Promise<PartialSuccess | undefined> {
  answerWith = answer;
  requests = 0;
  const { port } = server.address() as AddressInfo;
  const transport = createTransport(new URL(`http://127.0.0.1:${port}`), undefined, PATIENCE_MS);
  const headers = { 'content-length': 4 };
  const outcome = await post(transport, '/v1/traces', headers, Buffer.from('span'), PATIENCE_MS);
  assert.ok('objection' in outcome, JSON.stringify(outcome));
  const objection = await outcome.objection;
  transport.close();
  assert.equal(requests, 1);
  return objection;
}

/** A field that nobody knows, of so many bytes and three more. */
function padding(bytes: number): Buffer {
  const length = [(bytes & 0x7f) | 0x80, ((bytes >> 7) & 0x7f) | 0x80, bytes >> 14];
  return Buffer.concat([Buffer.from([0x12, ...length]), Buffer.alloc(bytes)]);
}

test('what a server objects to is heard: at once, in pieces, of a kind that is written otherwise', async () => {
  const type = { 'content-type': PROTOBUF };
  assert.deepEqual(
    await heardOf((response) =>
      response.writeHead(200, { ...type, 'content-length': OBJECTION.length }).end(OBJECTION),
    ),
    HEARD,
  );
  assert.deepEqual(
    await heardOf((response) => {
      response.writeHead(202, { 'content-type': 'Application/X-Protobuf; charset=utf-8' });
      response.write(OBJECTION.subarray(0, 3));
      setTimeout(() => response.end(OBJECTION.subarray(3)), 50);
    }),
    HEARD,
  );
});

test('an answer is read up to its bound, and none of it beyond', async () => {
  for (const [more, heard] of [
    [MAX_BYTES - OBJECTION.length - 4, HEARD],
    [MAX_BYTES - OBJECTION.length - 3, undefined],
    [2_000_000, undefined],
  ] as const)
    for (const isDeclared of [true, false]) {
      const body = Buffer.concat([OBJECTION, padding(more)]);
      const headers = { 'content-type': PROTOBUF, ...(isDeclared ? { 'content-length': body.length } : {}) };
      assert.deepEqual(await heardOf((response) => response.writeHead(200, headers).end(body)), heard);
    }
});

test('answers of another kind, and garbage, say nothing', async () => {
  const kinds: Record<string, string>[] = [
    {},
    { 'content-type': 'application/json' },
    { 'content-type': 'text/html' },
    { 'content-type': 'application/x-protobuffer' },
  ];
  for (const headers of kinds)
    assert.equal(await heardOf((response) => response.writeHead(200, headers).end(OBJECTION)), undefined);
  for (const garbage of [
    '{"partialSuccess":{"rejectedSpans":"3"}}',
    '\x00\x00',
    '',
    OBJECTION.subarray(0, 5),
  ])
    assert.equal(
      await heardOf((response) => response.writeHead(200, { 'content-type': PROTOBUF }).end(garbage)),
      undefined,
    );
});

test('an answer that breaks off, or never ends, is not waited for, and its request not made again', async () => {
  const begin = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': PROTOBUF, 'content-length': 100 });
    response.write(OBJECTION);
  };
  assert.equal(
    await heardOf((response) => {
      begin(response);
      setTimeout(() => response.destroy(), 50);
    }),
    undefined,
  );
  const begunMs = performance.now();
  assert.equal(await heardOf(begin), undefined);
  assert.ok(performance.now() - begunMs < PATIENCE_MS - 500, 'waited too long');
});
