/** The program as its users run it: flags, busy ports, stops, and the commands beside `serve`. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { BinAnswer, BinCreated, TracesAnswer, TransactionsAnswer } from '@tracebin/model';
import { node24, noNode24 } from '../../agent/test/node-24.ts';
import { readServerFile } from '../src/cli/server-file.ts';
import { poll } from './senders/poll.ts';
import { type CliServer, runCli, spawnCli, startCli, tempFolder } from './support/cli-process.ts';
import { newSpanId, newTraceId, otlpJson, postSpans } from './support/spans.ts';

const folder = tempFolder();
after(() => folder.remove());
const storeAt = (name: string) => join(folder.path, name);

const getJson = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;
const searchAll = async ({ url }: CliServer, bin = 'local') =>
  (await getJson<TracesAnswer>(`${url}/api/bins/${bin}/traces?limit=1000&from=-24h`)).traceId.sort();

function occupyPort(): Promise<{ port: number; server: Server }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as { port: number }).port, server });
    });
  });
}

describe('flags and help', () => {
  test('--help and --version', async () => {
    const [help, version, serve, importing] = await Promise.all([
      runCli(['--help']),
      runCli(['--version']),
      runCli(['help', 'serve']),
      runCli(['import', '--help']),
    ]);
    assert.equal(help.code, 0);
    for (const word of ['serve', 'demo', 'bin', 'import', 'TRACEBIN_GRPC_PORT'])
      assert.ok(help.stdout.includes(word), word);
    const { version: expected } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
    ) as { version: string };
    assert.deepEqual([version.code, version.stdout], [0, `${expected}\n`]);
    assert.equal(serve.code, 0);
    for (const flag of [
      '--host',
      '--port',
      '--grpc-port',
      '--store',
      '--public-url',
      '--admin-secret-file',
      '--log-level',
    ]) {
      assert.ok(serve.stdout.includes(flag), flag);
    }
    assert.ok(importing.stdout.includes('OTLP'));
  });

  test('what cannot be is one line and a hint, exit code 2, by flag and by variable', async () => {
    const cases: [string[], Record<string, string>, RegExp][] = [
      [['serve', '--port', '70000'], {}, /--port/],
      [['serve', '--port', '4318x'], {}, /--port/],
      [['serve', '--grpc-port', 'on'], {}, /"off"/],
      [['serve', '--public-url', 'apm.example.com'], {}, /--public-url/],
      [['serve', '--log-level', 'loud'], {}, /Allowed choices are trace, debug/],
      [['serve', '--max-body-bytes', 'many'], {}, /--max-body-bytes/],
      [['serve', '--admin-secret-file', '/does/not/exist'], {}, /cannot be read \(ENOENT\)/],
      [['serve', '--prot', '1'], {}, /unknown option '--prot'/],
      [['bin', 'create', '--retention', '401d'], {}, /--retention/],
      [['serv'], {}, /there is no command 'serv'/],
      [['import'], {}, /missing required argument 'file'/],
      [['serve'], { TRACEBIN_PORT: 'http' }, /TRACEBIN_PORT/],
      [['serve'], { TRACEBIN_GRPC_PORT: '-1' }, /TRACEBIN_GRPC_PORT/],
      [['serve'], { TRACEBIN_LOG_LEVEL: 'loud' }, /TRACEBIN_LOG_LEVEL/],
    ];
    const results = await Promise.all(cases.map(([args, env]) => runCli(args, { env })));
    for (const [index, [args, , expected]] of cases.entries()) {
      const { code, stdout, stderr } = results[index]!;
      assert.equal(code, 2, `${args.join(' ')} ${stderr}`);
      assert.match(stderr, expected);
      assert.match(stderr, /^tracebin: [^\n]+\n(\(Did you mean [^\n]+\n)? {10}[^\n]+--help[^\n]+\n$/);
      assert.equal(stdout, '');
    }
  });

  test('variables are flags', async () => {
    const { port, server: occupant } = await occupyPort();
    occupant.close();
    const store = storeAt('variables');
    const { child, output, exited } = spawnCli([], {
      env: {
        TRACEBIN_PORT: String(port),
        TRACEBIN_GRPC_PORT: 'off',
        TRACEBIN_STORE: store,
        TRACEBIN_LOG_LEVEL: 'silent',
      },
    });
    await poll('the banner', () => (output.stdout.includes('Look') ? true : undefined));
    const { doors } = await getJson<BinAnswer>(`http://127.0.0.1:${port}/api/bins/local`);
    assert.deepEqual(
      doors.map(({ port: at, state }) => [at, state]),
      [
        [String(port), 'ready'],
        ['4317', 'off'],
      ],
    );
    assert.ok(output.stdout.includes(`http://127.0.0.1:${port}/b/local`) && output.stdout.includes(store));
    child.kill('SIGTERM');
    const { code, stderr } = await exited;
    assert.deepEqual([code, stderr], [0, '']);
  });
});

test('on Node 24 it starts, stores, finds, works up, and stops', { skip: noNode24 }, async () => {
  const server = await startCli(storeAt('node-24'), ['--derive', '1s'], { node: node24() });
  const traceId = newTraceId();
  assert.equal((await postSpans(server.url, otlpJson([{ traceId }]))).status, 200);
  assert.deepEqual(await searchAll(server), [traceId]);
  await poll('the transaction', async () => {
    const { name } = await getJson<TransactionsAnswer>(`${server.url}/api/bins/local/transactions?from=-1h`);
    return name.includes('GET /') ? true : undefined;
  });
  assert.equal(await server.stop(), 0);
  assert.doesNotMatch(server.stderr(), /"level":[56]0|Warning/);
});

describe('ports and stores that are taken', () => {
  test('a busy HTTP port ends the start with one line', async () => {
    const { port, server } = await occupyPort();
    const { code, stderr } = await runCli([
      '--port',
      String(port),
      '--grpc-port',
      'off',
      '--store',
      storeAt('busy'),
    ]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`^tracebin: Port ${port} on 127.0.0.1 is in use[^\n]*\n {10}[^\n]*--port[^\n]*\n$`),
    );
    server.close();
  });

  test('a busy gRPC port is a warning, and the page says so', async () => {
    const { port, server: occupant } = await occupyPort();
    const server = await startCli(storeAt('busy-grpc'), ['--grpc-port', String(port)]);
    const { doors } = await poll('both doors', async () => {
      const bin = await getJson<BinAnswer>(`${server.url}/api/bins/local`);
      return bin.doors.length === 2 ? bin : undefined;
    });
    assert.deepEqual(doors[1], { port: String(port), speaks: 'OTLP over gRPC', state: 'busy' });
    assert.match(server.stderr(), /"level":40[^\n]*not free/);
    await poll(
      'the banner',
      () => server.stdout().includes('the port is in use by another program') || undefined,
    );
    assert.equal((await postSpans(server.url, otlpJson([{}]))).status, 200);
    assert.equal(await server.stop(), 0);
    occupant.close();
  });

  test('a second server on the same store is told where the first one is', async () => {
    const server = await startCli(storeAt('shared'));
    const { code, stderr } = await runCli(['--port', '0', '--grpc-port', 'off', '--store', server.store]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^tracebin: The store .* is in use[^\n]*\n {10}[^\n]*${server.url}\n$`));
    assert.equal((await fetch(`${server.url}/api/health`)).status, 200);
    assert.equal(await server.stop(), 0);
  });

  test('a store that is a file', async () => {
    writeFileSync(storeAt('file'), 'x');
    const { code, stderr } = await runCli(['--port', '0', '--grpc-port', 'off', '--store', storeAt('file')]);
    assert.equal(code, 1);
    assert.match(stderr, /^tracebin: The store .*file cannot be opened/);
  });

  test('a store where no folder can be made', { skip: process.platform !== 'linux' }, async () => {
    for (const command of [
      ['--port', '0', '--grpc-port', 'off'],
      ['bin', 'create'],
    ]) {
      const { code, stderr } = await runCli([...command, '--store', '/proc/x/y']);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^tracebin: The store \/proc\/x\/y cannot be opened: no folder can be made in \/proc\n {10}[^\n]*\n$/,
      );
    }
  });
});

describe('stopping', () => {
  test('SIGTERM under load: exit code 0, and everything acknowledged is there after the next start', async () => {
    const store = storeAt('stop');
    const server = await startCli(store);
    assert.equal(statSync(join(store, 'server.json')).mode & 0o777, 0o600);
    const acknowledged: string[] = [];
    let stopping = false;
    const senders = Array.from({ length: 4 }, async () => {
      while (!stopping || acknowledged.length < 20) {
        const traceId = newTraceId();
        const answer = await postSpans(server.url, otlpJson([{ traceId }])).catch(() => undefined);
        if (answer === undefined) return;
        // While it stops, senders are asked to come back.
        if (answer.status === 200) acknowledged.push(traceId);
        else assert.equal(answer.status, 503);
      }
    });
    await poll('some acknowledged spans', () => (acknowledged.length >= 20 ? true : undefined));
    const code = await server.stop();
    stopping = true;
    await Promise.all(senders);
    assert.equal(code, 0);
    // Connections that are kept alive must not hold up the stop.
    assert.ok(!server.stderr().includes('cut off'), server.stderr());
    assert.ok(!existsSync(join(store, 'server.json')));
    const again = await startCli(store);
    assert.deepEqual(await searchAll(again), acknowledged.sort());
    assert.equal(await again.stop('SIGINT'), 0);
  });

  test('goes on when nobody reads what it writes any more, and stops well', async () => {
    const store = storeAt('unread');
    const flags = ['serve', '--port', '0', '--grpc-port', 'off', '--store', store];
    for (const format of ['pretty', 'json']) {
      const { child, exited } = spawnCli([...flags, '--log-format', format, '--log-level', 'debug']);
      const { url } = await poll('the server to listen', () => readServerFile(store));
      child.stdout.destroy();
      child.stderr.destroy();
      // Each request is a line of the log.
      for (let time = 0; time < 5; time++) assert.equal((await fetch(`${url}/api/health`)).status, 200);
      child.kill('SIGTERM');
      assert.equal((await exited).code, 0, format);
    }
  });

  test('a second signal ends it at once', async () => {
    const server = await startCli(storeAt('twice'));
    // A sender that never finishes its request keeps the first stop waiting.
    const sender = connect(Number(new URL(server.url).port), '127.0.0.1');
    sender.on('error', () => {});
    sender.write(
      'POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    // And the engine is in the middle of something whenever the second signal comes.
    const traceIds = Array.from({ length: 2_000 }, newTraceId);
    await postSpans(server.url, otlpJson(traceIds.map((traceId) => ({ traceId }))));
    const askers = Array.from({ length: 6 }, async () => {
      while (await searchAll(server).catch(() => undefined));
    });
    await searchAll(server);
    server.process.kill('SIGTERM');
    await poll('the stop to begin', () =>
      server.stderr().includes('"reason":"SIGTERM"') ? true : undefined,
    );
    server.process.kill('SIGTERM');
    const { code, stderr } = await server.exited;
    assert.equal(code, 1);
    assert.match(stderr, /stopping at once/);
    sender.destroy();
    await Promise.all(askers);
  });

  test('a defect that nothing catches is logged, and ends it with code 1', async () => {
    const defect = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => { throw new Error('planted'); })")}`;
    const server = await startCli(storeAt('defect'), [], { env: { NODE_OPTIONS: `--import=${defect}` } });
    const askers = Array.from({ length: 6 }, async () => {
      while (await searchAll(server).catch(() => undefined));
    });
    await searchAll(server);
    server.process.kill('SIGUSR2');
    const { code, stderr } = await server.exited;
    assert.equal(code, 1);
    assert.match(stderr, /"level":60.*planted/);
    await Promise.all(askers);
  });

  test('after kill -9 the next server starts, whatever is left of the last', async () => {
    const store = storeAt('killed');
    const first = await startCli(store);
    await first.stop('SIGKILL');
    assert.ok(existsSync(join(store, 'server.json')));
    const created = await runCli(['bin', 'create', '--json', '--store', store]);
    assert.equal(created.code, 0, created.stderr);
    const second = await startCli(store);
    const { viewToken } = JSON.parse(created.stdout) as BinCreated;
    assert.equal((await fetch(`${second.url}/api/bins/${viewToken}`)).status, 200);
    assert.equal(await second.stop(), 0);
  });
});

describe('bin create and import', () => {
  test('through the running server', async () => {
    const server = await startCli(storeAt('through'));
    const created = await runCli([
      'bin',
      'create',
      '--name',
      'Shop',
      '--retention',
      '30d',
      '--store',
      server.store,
    ]);
    assert.equal(created.code, 0, created.stderr);
    const viewUrl = /Look +(\S+)/.exec(created.stdout)![1]!;
    const key = /x-tracebin-key: (\S+)/.exec(created.stdout)![1]!;
    assert.ok(viewUrl.startsWith(`${server.url}/b/tb_v_`));
    const viewToken = viewUrl.split('/b/')[1]!;
    const bin = await getJson<BinAnswer>(`${server.url}/api/bins/${viewToken}`);
    assert.deepEqual([bin.name, bin.retentionHours], ['Shop', 720]);

    const [mine, locals] = [newTraceId(), newTraceId()];
    const file = storeAt('spans.json');
    writeFileSync(file, otlpJson([{ traceId: mine }]));
    const imported = await runCli(['import', file, '--key', key, '--store', server.store]);
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal(imported.stdout, `1 span taken. Sent to the server at ${server.url}.\n`);
    const piped = await runCli(['import', '-', '--store', server.store], {
      input: otlpJson([{ traceId: locals }]),
    });
    assert.equal(piped.code, 0, piped.stderr);
    assert.deepEqual(await searchAll(server, viewToken), [mine]);
    assert.deepEqual(await searchAll(server), [locals]);

    const wrong = await runCli(['import', file, '--key', 'tb_k_wrong', '--store', server.store]);
    assert.equal(wrong.code, 1);
    assert.match(
      wrong.stderr,
      /^tracebin: The resource that begins on line 1 was refused: This server does not know this key\. Send/,
    );
    assert.equal(await server.stop(), 0);
  });

  test('into a store that no server has open, all signals, twice without doubling', async () => {
    const store = storeAt('alone');
    const traceId = newTraceId();
    const spanId = newSpanId();
    const nanos = `${Date.now() - 1_000}000000`;
    const log = { timeUnixNano: nanos, traceId, spanId, body: { stringValue: 'hello' } };
    const point = { timeUnixNano: nanos, asInt: '7' };
    const file = storeAt('mixed.jsonl');
    writeFileSync(
      file,
      [
        otlpJson([{ traceId, spanId }, { traceId: '0'.repeat(32) }]),
        JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [log] }] }] }),
        JSON.stringify({
          resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [point] } }] }] }],
        }),
      ].join('\n'),
    );
    for (const round of [1, 2]) {
      const { code, stdout, stderr } = await runCli(['import', file, '--store', store]);
      assert.equal(code, 0, `round ${round}: ${stderr}`);
      assert.match(stdout, /^1 span, 1 log record, 1 data point taken; 1 rejected\. Sent to /);
      assert.match(stdout, /\n {2}1 rejected: .*trace id/);
    }
    const server = await startCli(store);
    assert.deepEqual(await searchAll(server), [traceId]);
    const trace = await getJson<{ spans: { spanId: string[] } }>(
      `${server.url}/api/bins/local/traces/${traceId}`,
    );
    assert.deepEqual(trace.spans.spanId, [spanId]);
    assert.equal(await server.stop(), 0);
  });

  test('a command whose reader leaves does what it was asked for', async () => {
    const { child, exited } = spawnCli(['bin', 'create', '--store', storeAt('unread-bin')]);
    child.stdout.destroy();
    const { code, stderr } = await exited;
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('a file of many requests arrives whole', async () => {
    const store = storeAt('many');
    const ids = Array.from({ length: 600 }, newTraceId);
    const file = storeAt('many.jsonl');
    // Some 13 MB, so that several requests are made of it.
    const padding = 'x'.repeat(20_000);
    writeFileSync(file, ids.map((traceId) => otlpJson([{ traceId, attributes: { padding } }])).join('\n'));
    const { code, stdout, stderr } = await runCli(['import', file, '--store', store]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^600 spans taken\./);
    const server = await startCli(store);
    assert.deepEqual(await searchAll(server), ids.sort());
    assert.equal(await server.stop(), 0);
  });

  test('what is wrong with a file is said with its line', async () => {
    const store = storeAt('wrong');
    const cases: [string, RegExp][] = [
      [`${otlpJson([{}])}\nhello`, /^tracebin: Line 2 has a misplaced "h"/m],
      [
        `${otlpJson([{}])}\n{"resourceSpans":[{"a":}]}`,
        /^tracebin: The resource that begins on line 2 is not JSON/m,
      ],
      ['[{"traceId":"1"}]', /^tracebin: Line 1 begins with an array: this is not OTLP/m],
      ['{"data":[]}', /^tracebin: Line 1 ends an object without resourceSpans/m],
      ['{"resourceSpans":[{', /^tracebin: The file ends in the middle of an object/m],
      ['', /^tracebin: The file is empty/m],
    ];
    for (const [input, expected] of cases) {
      const { code, stderr } = await runCli(['import', '-', '--store', store], { input });
      assert.equal(code, 1);
      assert.match(stderr, expected);
    }
    const missing = await runCli(['import', storeAt('nowhere.json'), '--store', store]);
    assert.deepEqual(
      [missing.code, missing.stderr],
      [1, `tracebin: There is no file ${storeAt('nowhere.json')}.\n`],
    );
  });
});

test('demo fills a bin of its own with a day in which one request makes 4,012 equal queries', async () => {
  const server = await startCli(storeAt('demo'), [], { command: 'demo' });
  const viewUrl = await poll(
    'the demo to be ready',
    () => /Look at +(\S+)/.exec(server.stdout())?.[1],
    120_000,
  );
  const bin = viewUrl.split('/')[4]!;
  const longest = await getJson<TracesAnswer>(
    `${server.url}/api/bins/${bin}/traces?from=-25h&sort=longest&limit=5`,
  );
  assert.equal(longest.rootName[0], 'GET /api/week/:date');
  assert.ok(longest.spans[0]! > 4_012, `${longest.spans[0]} spans`);
  const { services } = await getJson<BinAnswer>(`${server.url}/api/bins/${bin}`);
  assert.deepEqual(services, ['rates', 'scruffy', 'scruffy-worker']);
  assert.equal(await server.stop('SIGINT'), 0);
});
