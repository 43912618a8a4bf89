/** However a process ends, and whichever kind of process it is: its last spans arrive, and it ends as it would have. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';
import { runFile, runScript, WITH_AGENT, WITHOUT_AGENT } from './run-script.ts';

let sink: OtlpSink;
let env: NodeJS.ProcessEnv;

before(async () => {
  sink = await startOtlpSink();
  env = {
    TRACEBIN_URL: sink.url,
    TRACEBIN_FLUSH_INTERVAL_MS: '600000',
    REGISTER: builtRegister(),
    INDEX: builtRegister().replace('register.cjs', 'index.cjs'),
  };
});
after(() => sink?.close());
beforeEach(() => {
  sink.spans.length = 0;
  sink.logs.length = 0;
});

const names = () => sink.spans.map(({ name }) => name).sort();
const TRANSACTION = `const { transaction } = require(process.env.INDEX); transaction('work', () => 1);`;

describe('the last spans arrive', () => {
  for (const [what, code, exit] of [
    ['when nothing is left to do', '', 0],
    ['after process.exit', 'process.exit(3)', 3],
    ['after process.exit from a timer', 'setTimeout(() => process.exit(4))', 4],
    ['after an uncaught exception', `setTimeout(() => { throw new Error('mine') })`, 1],
    [
      'after a rejection of a transaction that nobody handles',
      `transaction('work too', async () => { throw new Error('mine') })`,
      1,
    ],
    ['after an unhandled rejection', `Promise.reject(new Error('mine'))`, 1],
    [
      'after an end by the app on SIGTERM',
      `process.on('SIGTERM', () => process.exit(5)); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`,
      5,
    ],
    [
      'after an end by the app while they are on their way',
      `process.on('SIGTERM', () => setImmediate(() => process.exit(6))); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`,
      6,
    ],
  ] as const) {
    test(what, async () => {
      const { code: ended } = await runScript(`${TRANSACTION} ${code}`, env);
      assert.equal(ended, exit);
      assert.ok(names().includes('work'), names().join());
    });
  }

  test('but a process is not kept for a server that does not answer', async () => {
    const started = performance.now();
    const { code } = await runScript(`${TRANSACTION} process.exit(3)`, {
      ...env,
      TRACEBIN_URL: 'http://127.0.0.1:1',
    });
    assert.equal(code, 3);
    // Generous: what is refused is a wait for a time-out.
    assert.ok(performance.now() - started < 8_000);
  });
});

describe('what ends a process', () => {
  test('an exception that nobody caught is on the request and in the log', async () => {
    const code = `
      const http = require('node:http');
      const server = http.createServer(() => setTimeout(() => { throw new TypeError('mine'); })).listen(0, () =>
        http.get({ port: server.address().port }).on('error', () => {}));`;
    const watched = await runScript(code, env);
    const bare = await runScript(code, env, WITHOUT_AGENT);
    assert.deepEqual(watched, bare);
    assert.equal(watched.code, 1);
    const [span] = sink.spans;
    assert.equal(span?.status, 2);
    assert.equal(span?.events[0]?.attributes['exception.type'], 'TypeError');
    const [log] = sink.logs;
    assert.deepEqual([log?.severity, log?.body, log?.traceId], ['FATAL', 'mine', span?.traceId]);
  });

  test('a rejection that the app itself takes care of is an error in the log, and the process goes on', async () => {
    const code = `process.on('unhandledRejection', () => {}); Promise.reject(new Error('mine'));`;
    assert.equal((await runScript(code, env)).code, 0);
    assert.deepEqual(
      sink.logs.map(({ severity, body }) => [severity, body]),
      [['ERROR', 'mine']],
    );
  });
});

describe('rejections that Node was told to live with', () => {
  for (const [mode, exit, severity] of [
    ['warn', 0, 'ERROR'],
    ['none', 0, 'ERROR'],
    ['warn-with-error-code', 1, 'ERROR'],
    ['strict', 1, 'FATAL'],
    ['throw', 1, 'FATAL'],
  ] as const)
    test(`--unhandled-rejections=${mode}`, async () => {
      const flag = `--unhandled-rejections=${mode}`;
      const ends = `Promise.reject(new Error('mine')); setTimeout(() => console.log('on'), 20);`;
      const withoutPid = ({ stderr, ...ended }: { stderr: string }) => ({
        ...ended,
        stderr: stderr.replace(/node:\d+/g, 'node'),
      });
      const watched = await runScript(ends, env, [flag, ...WITH_AGENT()]);
      assert.deepEqual(withoutPid(watched), withoutPid(await runScript(ends, env, [flag, ...WITHOUT_AGENT])));
      assert.equal(watched.code, exit);
      assert.deepEqual(
        sink.logs.map((log) => [log.severity, log.body]),
        [[severity, 'mine']],
      );
    });
});

describe('each process and thread sends by itself', () => {
  test('child processes and worker threads', async () => {
    const code = `
      const { fork } = require('node:child_process');
      const { Worker } = require('node:worker_threads');
      const { writeFileSync, mkdtempSync } = require('node:fs');
      const file = mkdtempSync(require('node:os').tmpdir() + '/tracebin-fork-') + '/work.cjs';
      const agent = JSON.stringify(process.env.INDEX);
      writeFileSync(file, 'require(' + agent + ').transaction(process.argv[2], () => 1)');
      fork(file, ['in a child process']);
      new Worker(file, { argv: ['in a worker thread'] });
      require(process.env.INDEX).transaction('in the main thread', () => 1);`;
    assert.equal((await runScript(code, env)).stderr, '');
    assert.deepEqual(names(), ['in a child process', 'in a worker thread', 'in the main thread']);
  });

  const CLUSTER = fileURLToPath(new URL('./apps/cluster.cjs', import.meta.url));

  test('the workers of a cluster', async () => {
    const { stdout, code } = await runFile(CLUSTER, env);
    assert.equal(stdout, 'hello hello hello hello\n');
    assert.equal(code, 0);
    const pids = new Set(sink.spans.filter(({ kind }) => kind === 2).map(({ pid }) => pid));
    assert.equal(sink.spans.filter(({ kind }) => kind === 2).length, 4);
    assert.equal(pids.size, 2);
  });

  test('a process manager that is not watched itself, with its own file in front of the app', async () => {
    // As PM2 does: a daemon, a container that requires the app, and the app's path in the environment.
    const daemon = { ...env, MANAGED: '1', WORKER_OPTIONS: `--require ${builtRegister()}` };
    const { stdout } = await runFile(CLUSTER, daemon, WITHOUT_AGENT);
    assert.equal(stdout, 'hello hello hello hello\n');
    const served = sink.spans.filter(({ kind }) => kind === 2);
    assert.equal(served.length, 4);
    assert.deepEqual([...new Set(served.map(({ service }) => service))], ['managed-app']);
  });
});
