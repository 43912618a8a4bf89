/** Requests that a server takes but for some of what is in them: counted, said once, not sent again. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openEngine } from '../../server/src/store/index.ts';
import { startCli, tempFolder } from '../../server/test/support/cli-process.ts';
import { builtRegister } from './run-app.ts';
import { runScript } from './run-script.ts';

const INDEX = builtRegister().replace('register.cjs', 'index.cjs');

test('the real server rejects spans of impossible times: the others arrive, these are counted and said once', async () => {
  const folder = tempFolder();
  const script = `
    const { trace } = require('@opentelemetry/api');
    const { logs } = require('@opentelemetry/api-logs');
    const { flush } = require(process.env.INDEX);
    const tracer = trace.getTracer('by-hand');
    const inTwoDays = Date.now() + 2 * 86_400_000;
    const make = (name, count, ms) => {
      const startTime = new Date(ms);
      for (let i = 0; i < count; i++) tracer.startSpan(name, { startTime }).end(startTime);
    };
    (async () => {
      make('good', 5, Date.now());
      make('late \\u009b2J\\u202e', 3, inTwoDays);
      make('old', 2, 1_000);
      await flush();
      make('good', 4, Date.now());
      make('late', 7, inTwoDays);
      logs.getLogger('by-hand').emit({ body: 'late', timestamp: inTwoDays });
      await flush();
      setTimeout(() => {}, 500);
    })();`;
  try {
    const server = await startCli(folder.path);
    const { code, stdout, stderr } = await runScript(script, {
      ...{ INDEX, TRACEBIN_URL: server.url, TRACEBIN_SERVICE: 'rejected' },
      ...{ TRACEBIN_HEALTH_INTERVAL_MS: '100', TRACEBIN_FLUSH_INTERVAL_MS: '10000' },
    });
    await server.stop();
    assert.deepEqual([code, stdout], [0, '']);
    const [spans, records, ...others] = stderr.trimEnd().split('\n');
    assert.equal(
      spans?.replace(/\d+ h\)/, '_ h)'),
      'tracebin: the server rejected 5 of 10 spans: 5 spans rejected: time is more than 1 day in the future (3, ' +
        'first: "late 2J "); older than the bin keeps events (_ h) (2, first: "old") ' +
        '(they are lost; more of that is counted as tracebin.dropped_spans)',
    );
    assert.match(
      records as string,
      /^tracebin: the server rejected 1 of 1 log records: .*1 day in the future/,
    );
    assert.deepEqual(others, []);
    const engine = await openEngine(folder.path);
    try {
      const one = async (sql: string) => Number((await engine.query(sql, {})).columns.value?.[0]);
      const ofService = "WHERE service = 'rejected'";
      assert.equal(await one(`SELECT toUInt32(count()) AS value FROM events ${ofService}`), 9);
      assert.equal(
        await one(`SELECT max(value) AS value FROM metrics ${ofService} AND name = 'tracebin.dropped_spans'`),
        12,
      );
    } finally {
      await engine.close();
    }
  } finally {
    folder.remove();
  }
});

/** `partial_success` with 2 rejected and a message that would clear the terminal; the same without the 2. */
const STEERING = Buffer.from('\x1b[2J no\nroom');
const WARNING = Buffer.from([0x0a, STEERING.length + 2, 0x12, STEERING.length, ...STEERING]);
const REJECTION = Buffer.from([0x0a, STEERING.length + 4, 0x08, 2, 0x12, STEERING.length, ...STEERING]);
const TYPE = { 'content-type': 'application/x-protobuf' };

let answerWith: (response: ServerResponse) => void;
let requests = 0;
const server = createServer((request, response) => {
  requests++;
  request.resume().on('end', () => answerWith(response));
});
before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
after(() => {
  server.close();
  server.closeAllConnections();
});

/** Three spans in three requests, then whatever end. */
function ending(end: string) {
  requests = 0;
  const script = `
    const { flush, transaction } = require(process.env.INDEX);
    (async () => {
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 4; j++) transaction('work', () => 1);
        if (i < 2) await flush();
      }
      console.log('done');
      ${end}
    })();`;
  const { port } = server.address() as AddressInfo;
  return runScript(script, {
    ...{ INDEX, TRACEBIN_URL: `http://127.0.0.1:${port}`, TRACEBIN_HEALTH_INTERVAL_MS: '0' },
    TRACEBIN_FLUSH_INTERVAL_MS: '10000',
  });
}

const LINES: Record<string, [Buffer, string]> = {
  'some rejected': [
    REJECTION,
    'tracebin: the server rejected 2 of 4 spans: [2J no room (they are lost; more of that is counted as tracebin.dropped_spans)\n',
  ],
  'a warning': [WARNING, 'tracebin: the server took the spans and warns: [2J no room\n'],
};
for (const [what, [answer, line]] of Object.entries(LINES))
  test(`${what}, with every request: one line that cannot steer a terminal, and no request twice`, async () => {
    answerWith = (response) => response.writeHead(200, TYPE).end(answer);
    assert.deepEqual(await ending(''), { code: 0, stdout: 'done\n', stderr: line });
    assert.equal(requests, 3);
  });

test('what only the last request before SIGTERM is told is said too', async () => {
  answerWith = (response) => response.writeHead(200, TYPE).end(requests < 3 ? '' : REJECTION);
  const { stderr } = await ending(`process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 5_000);`);
  assert.equal(stderr, LINES['some rejected']?.[1]);
  assert.equal(requests, 3);
});

const ODD: Record<string, (response: ServerResponse) => void> = {
  garbage: (response) => response.writeHead(200, TYPE).end(Buffer.alloc(1_000, 0xff)),
  'another kind': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(REJECTION),
  'five megabytes': (response) => response.writeHead(200, TYPE).end(Buffer.alloc(5_000_000, 0x08)),
  'an answer that breaks off': (response) => {
    response.writeHead(200, { ...TYPE, 'content-length': 100 });
    response.write(REJECTION);
    setTimeout(() => response.destroy(), 20);
  },
};
for (const [what, answer] of Object.entries(ODD))
  test(`${what}: nothing is said, and nothing sent again`, async () => {
    answerWith = answer;
    assert.deepEqual(await ending(''), { code: 0, stdout: 'done\n', stderr: '' });
    assert.equal(requests, 3);
  });
