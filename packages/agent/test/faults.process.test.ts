/** Whatever the server does, the app does what it does without the agent: bodies, exit, and one line of warning. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { LIBRARIES } from '../src/hook/libraries.ts';
import { startOtlpSink } from './otlp-sink.ts';
import { builtRegister, runApp } from './run-app.ts';
import { runScript, WITHOUT_AGENT } from './run-script.ts';

const sockets = new Set<Socket>();
const servers: Server[] = [];

async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let faults: Record<string, string>;

before(async () => {
  builtRegister();
  faults = {
    'a server that never answers': await listen(() => {}),
    'a server that hangs up': await listen((socket) => socket.destroy()),
    'a server that answers garbage': await listen((socket) =>
      socket.on('data', () => socket.end('\x00garbage\r\n\r\n')),
    ),
    'a server that refuses for good': await listen((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')),
    ),
    'a name that does not exist': 'http://tracebin.invalid:4318',
    'a port that nobody listens on': 'http://127.0.0.1:1',
  };
});
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

/** Serves itself one request and ends by itself. */
const ONE_REQUEST = `
  const http = require('node:http');
  const server = http.createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1', async () => {
    console.log(await (await fetch('http://127.0.0.1:' + server.address().port)).text());
    server.close();
    server.closeAllConnections();
  });`;

describe('faults of the server', () => {
  for (const name of [
    'a server that never answers',
    'a server that hangs up',
    'a server that answers garbage',
    'a server that refuses for good',
    'a name that does not exist',
    'a port that nobody listens on',
  ]) {
    test(`${name} neither changes nor keeps the app`, async () => {
      const { code, stdout, stderr } = await runScript(ONE_REQUEST, { TRACEBIN_URL: faults[name] });
      assert.equal(stdout, 'hello\n');
      assert.equal(code, 0);
      const lines = stderr.split('\n').filter((line) => line !== '');
      assert.ok(lines.length <= 1, stderr);
      for (const line of lines) assert.match(line, /^tracebin: cannot send to .*The app is not affected/);
    });
  }

  test('a server that closes idle connections, just when one is used again, is no failure', async () => {
    let closed = 0;
    let taken = 0;
    const used = new WeakSet<Socket>();
    const server = createHttpServer((request, response) => {
      if (used.has(request.socket)) {
        closed++;
        request.socket.destroy();
        return;
      }
      used.add(request.socket);
      taken++;
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const env = {
      TRACEBIN_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      TRACEBIN_HEALTH_INTERVAL_MS: '0',
      INDEX: builtRegister().replace('register.cjs', 'index.cjs'),
    };
    const code = `
      const { flush, transaction } = require(process.env.INDEX);
      (async () => {
        for (let i = 0; i < 3; i++) {
          transaction('work', () => 1);
          await flush();
        }
      })();`;
    assert.deepEqual(await runScript(code, env), { code: 0, stdout: '', stderr: '' });
    assert.deepEqual([taken, closed], [3, 2]);
    server.close();
    server.closeAllConnections();
  });

  test('a server that never answers does not keep a process that is told to stop', async () => {
    const app = await runApp('frameworks.cjs', {
      env: { FRAMEWORK: 'fastify', TRACEBIN_URL: faults['a server that never answers'] },
    });
    assert.equal((await fetch(`${app.url}/items/1`)).status, 200);
    assert.deepEqual(await app.stop(), { code: null, signal: 'SIGTERM' });
  });
});

describe('faults of the app', () => {
  for (const [what, code, exit] of [
    ['an uncaught exception', `setTimeout(() => { throw new Error('mine'); })`, 1],
    ['an unhandled rejection', `Promise.reject(new Error('mine'))`, 1],
    ['an exit code', `process.exitCode = 7`, 7],
    ['process.exit', `process.exit(9)`, 9],
    [
      'a rejection that the app handles late',
      `process.on('unhandledRejection', (e) => console.log('late', e.message)); Promise.reject(new Error('mine'))`,
      0,
    ],
    [
      'an exception that the app catches last',
      `process.on('uncaughtException', (e) => console.log('last', e.message)); setTimeout(() => { throw new Error('mine'); })`,
      0,
    ],
    ['a rejection that only warns', `process.exitCode = 0; Promise.reject(1).catch(() => {})`, 0],
  ] as const) {
    test(`${what} ends the process as without the agent`, async () => {
      const INDEX = builtRegister().replace('register.cjs', 'index.cjs');
      const watched = await runScript(code, { INDEX, TRACEBIN_URL: 'http://127.0.0.1:1' });
      const bare = await runScript(code, { INDEX }, WITHOUT_AGENT);
      // What it had to send nobody took: one line of ours.
      assert.deepEqual({ ...watched, stderr: watched.stderr.replace(/^tracebin: .*\n/m, '') }, bare);
      assert.equal(watched.code, exit);
    });
  }

  test('a library whose insides are others than expected runs unwatched, with one line', async () => {
    const code = `
      const Module = require('node:module');
      const load = Module._load;
      const { mkdtempSync, mkdirSync, writeFileSync } = require('node:fs');
      const folder = mkdtempSync(require('node:os').tmpdir() + '/tracebin-odd-');
      mkdirSync(folder + '/node_modules/express', { recursive: true });
      writeFileSync(folder + '/node_modules/express/index.js',
        'exports.Router = () => { throw new Error("odd"); }; exports.Route = class {}; exports.ok = true;');
      console.log(Module.createRequire(folder + '/app.js')('express').ok);`;
    const { stdout, stderr, code: exit } = await runScript(code, { TRACEBIN_URL: 'http://127.0.0.1:1' });
    assert.equal(stdout, 'true\n');
    assert.equal(exit, 0);
    assert.match(stderr, /^tracebin: express is not watched: odd\n$/);
  });

  describe('libraries of a major that nobody knows', () => {
    const EXPORTS: Record<string, string> = {
      'nothing that is known': 'module.exports = {};',
      'a function': 'module.exports = function it() { return 1; };',
      'what cannot be changed':
        'module.exports = Object.freeze({ Client: Object.freeze(class {}), Pool: class {}, connect() {}, default: 1 });',
      'what throws when it is looked at': `
        const get = (_, key) => {
          if (typeof key === 'string' && key !== '__esModule' && key !== 'then') throw new Error('odd ' + key);
        };
        module.exports = new Proxy({}, { get });`,
      'nothing at all': 'module.exports = null;',
    };
    const names = [...LIBRARIES.keys()].filter((name) => !isBuiltin(name) && !name.startsWith('node:'));
    for (const [what, content] of Object.entries(EXPORTS))
      test(`${what}: the app gets it as it is, with one line each at most`, async (t) => {
        const folder = mkdtempSync(join(tmpdir(), 'tracebin-majors-'));
        t.after(() => rmSync(folder, { recursive: true }));
        for (const name of names) {
          const file = join(folder, 'node_modules', name.endsWith('.js') ? name : `${name}/index.js`);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, content);
        }
        const app = `
          const require = process.getBuiltinModule('node:module').createRequire(${JSON.stringify(`${folder}/app.cjs`)});
          for (const name of ${JSON.stringify(names)}) {
            const library = require(name);
            const what = Object.getOwnPropertyNames(library ?? {}).filter((key) => key !== 'tracebin.patched');
            console.log(name, typeof library, what.join());
          }`;
        const watched = await runScript(app, { TRACEBIN_HEALTH_INTERVAL_MS: '0' });
        const bare = await runScript(app, {}, WITHOUT_AGENT);
        assert.deepEqual({ ...watched, stderr: '' }, { ...bare, stderr: '' });
        assert.equal(bare.stdout.trim().split('\n').length, names.length, bare.stderr);
        const lines = watched.stderr.split('\n').filter((line) => line !== '');
        for (const line of lines) assert.match(line, /^tracebin: \S+ is not watched: /);
        assert.equal(new Set(lines.map((line) => line.split(' ')[1])).size, lines.length);
        if (what !== 'nothing at all')
          assert.ok(lines.length > 5, 'those that could not be watched are named');
      });
  });

  test('two copies of the agent record once', async () => {
    const sink = await startOtlpSink();
    const copy = mkdtempSync(join(tmpdir(), 'tracebin-copy-'));
    cpSync(dirname(builtRegister()), copy, { recursive: true });
    const { stdout, stderr } = await runScript(ONE_REQUEST, { TRACEBIN_URL: sink.url }, [
      ...['--require', join(copy, 'register.cjs'), '--import', builtRegister()],
    ]);
    assert.deepEqual([stdout, stderr], ['hello\n', '']);
    assert.deepEqual(
      sink.spans.map(({ kind }) => kind),
      [2],
    );
    rmSync(copy, { recursive: true });
    await sink.close();
  });

  test('a full disk behind stderr, where every warning fails, is not the end of the app', {
    skip: !existsSync('/dev/full'),
  }, () => {
    const flags = ['--import', builtRegister(), '-e', ONE_REQUEST];
    const env = { ...process.env, NODE_OPTIONS: '', TRACEBIN_URL: 'http://', TRACEBIN_PROXY: 'http://' };
    const { status, stdout } = spawnSync(process.execPath, flags, {
      env,
      stdio: ['ignore', 'pipe', openSync('/dev/full', 'w')],
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [0, 'hello\n']);
  });

  test('loaded twice, by both flags, it records once', async () => {
    const sink = await startOtlpSink();
    const { stdout } = await runScript(ONE_REQUEST, { TRACEBIN_URL: sink.url }, [
      ...['--require', builtRegister(), '--import', builtRegister()],
    ]);
    assert.equal(stdout, 'hello\n');
    assert.deepEqual(
      sink.spans.map(({ kind }) => kind),
      [2],
    );
    await sink.close();
  });

  test('a package.json that nobody can read, or without a name, gets no name and no complaint', async () => {
    const sink = await startOtlpSink();
    const code = (content: string) => `
      const { mkdtempSync, writeFileSync } = require('node:fs');
      const folder = mkdtempSync(require('node:os').tmpdir() + '/tracebin-manifest-');
      ${content}
      writeFileSync(folder + '/app.cjs', 'require(process.env.INDEX).transaction("odd", () => 1)');
      const { spawnSync } = require('node:child_process');
      const { status, stderr } = spawnSync(process.execPath, ['--import', process.env.REGISTER, folder + '/app.cjs']);
      console.log(status, String(stderr));`;
    const INDEX = builtRegister().replace('register.cjs', 'index.cjs');
    for (const content of [
      `writeFileSync(folder + '/package.json', '{ "private": true }');`,
      `require('node:fs').mkdirSync(folder + '/package.json');`,
    ]) {
      sink.spans.length = 0;
      const env = { TRACEBIN_URL: sink.url, INDEX, REGISTER: builtRegister() };
      assert.equal((await runScript(code(content), env, WITHOUT_AGENT)).stdout, '0 \n');
      assert.deepEqual(
        sink.spans.map(({ name, service }) => [name, service]),
        [['odd', 'unknown_service:node']],
      );
    }
    await sink.close();
  });
});
