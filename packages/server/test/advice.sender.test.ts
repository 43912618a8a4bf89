/**
 * What a finding advises, done: real apps with an N+1, watched by OpenTelemetry's instrumentations or by our agent. The test
 * that the API offers is written to a file as it is and run in the app's own test runner, where it fails; when the app does
 * what the advice says, it passes.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Finding, FindingKind, FindingsAnswer } from '@tracebin/model';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { poll } from './senders/poll.ts';
import { pythonWithPackages } from './senders/run-sender.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';
import { sendRailsRequest } from './support/rails-request.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const CACHE = here('../../../.cache');
const AGENT = here('../../agent/dist/register.cjs');
const MAPPED_APP = here('./advice/mapped-app.mjs');
const PYTHON_APPS = here('./advice');
/** Breaks of the week that each app has. */
const REPEATS = 40;
/** More than a pool that has just begun needs to open its connections. */
const GRAPHQL_REQUESTS = 5;
const DOCUMENT = '{ breaks(week: 1) { id slots { name } } }';

const NO_RAILS = 'Rails is not installed (Debian: apt-get install ruby-railties ruby-activerecord ruby-pg)';
const hasRails = () =>
  spawnSync('ruby', ['-e', 'require "rails"; require "active_record"; require "pg"'], { stdio: 'ignore' })
    .status === 0;

describe('the advice of a finding', () => {
  let server: RunningServer;
  let postgres: RunningPostgres;
  let folder: string;
  const apps: ChildProcess[] = [];

  before(async () => {
    mkdirSync(CACHE, { recursive: true });
    // Inside the workspace, where the offered tests find the packages that they import.
    folder = mkdtempSync(join(CACHE, 'advice-'));
    [server, postgres] = await Promise.all([startServer(['--derive', '1s']), startPostgres()]);
    // What is tested here is what is advised, not when; and the databases of tests are fast.
    const response = await fetch(`${server.url}/api/bins/local/findings/thresholds`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ repeatMs: 1, repeatPercent: 1 }),
    });
    assert.equal(response.status, 200);
  });
  after(async () => {
    for (const app of apps) app.kill('SIGKILL');
    await Promise.all([server?.stop(), postgres?.stop()]);
    server?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @returns where it listens, from the first line that it prints */
  async function startApp(
    program: string,
    args: string[],
    environment: NodeJS.ProcessEnv,
    cwd = folder,
  ): Promise<string> {
    const app = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH, DATABASE_URL: postgres.url, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    apps.push(app);
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: app.stdout! }).once('line', resolve);
      app.once('exit', (code) => reject(new Error(`the app ended with code ${code}`)));
    });
    return `http://127.0.0.1:${/\d+/.exec(line)?.[0]}`;
  }

  /** Of the whole trace: what has arrived in part may be looked at, and once more when the rest is there. */
  async function findingOf(transaction: string, kind: FindingKind): Promise<Finding> {
    const search = new URLSearchParams({ from: '-1h', transaction, kind });
    return poll(`${kind} in ${transaction}`, async () => {
      const answer = await server.get<FindingsAnswer>(`findings?${search}`);
      return answer?.findings.find(({ count }) => count.max === REPEATS);
    });
  }

  /** Runs what the app's developer would run. */
  async function run(program: string, args: string[], cwd: string, isFixed: boolean) {
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH, DATABASE_URL: postgres.url, ...(isFixed ? { FIXED: '1' } : {}) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }

  /** Starts the app of that folder, asks for the week once, and runs the test that comes of its finding, now and mended. */
  async function adviceTried(app: string, path: string, transaction: string) {
    const python = await pythonWithPackages();
    const own = join(folder, app);
    cpSync(join(PYTHON_APPS, app), own, { recursive: true });
    const environment = {
      OTEL_SERVICE_NAME: app,
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    };
    const url = await startApp(python, ['serve.py'], environment, own);
    assert.equal((await fetch(url + path)).status, 200);
    const { advice } = await findingOf(transaction, 'n-plus-one');
    writeFileSync(join(own, 'test_advice.py'), advice.test);
    const pytest = (isFixed: boolean) => run(python, ['-m', 'pytest', '-q'], own, isFixed);
    return { advice, today: await pytest(false), fixed: await pytest(true) };
  }

  it('for Django with REST framework: prefetch_related, and a test for pytest-django', async () => {
    const { advice, today, fixed } = await adviceTried('django', '/api/weeks/1/', 'GET api/weeks/<int:pk>/');
    assert.equal(advice.framework, 'django');
    assert.match(advice.text, /prefetch_related for lists, select_related for single rows/);
    assert.match(advice.test, /django_assert_max_num_queries\(5\)/);
    assert.match(today.output, /Expected to perform 5 queries or less but 12 were done/);
    assert.equal(today.code, 1);
    assert.match(fixed.output, /1 passed/);
    assert.equal(fixed.code, 0, fixed.output);
  });

  it('for SQLAlchemy: selectinload, and a test for pytest', async () => {
    const { advice, today, fixed } = await adviceTried(
      'flask',
      '/api/weeks/1',
      'GET /api/weeks/<int:week_id>',
    );
    assert.equal(advice.framework, 'sqlalchemy');
    assert.match(advice.text, /selectinload for lists, joinedload for single rows/);
    assert.match(today.output, /assert 10 <= 4/);
    assert.equal(today.code, 1);
    assert.match(fixed.output, /1 passed/);
    assert.equal(fixed.code, 0, fixed.output);
  });

  // There is no registry to bring OpenTelemetry's gems from: the spans are sent by hand, all else is Rails itself.
  it('for Rails: includes, and a test for Minitest', { skip: hasRails() ? false : NO_RAILS }, async () => {
    await sendRailsRequest(server.url);
    const { advice } = await findingOf('GET /weeks/:id(.:format)', 'n-plus-one');
    assert.equal(advice.framework, 'rails');
    assert.match(advice.text, /includes \(or preload\)/);
    const own = join(folder, 'rails');
    cpSync(here('./advice/rails'), own, { recursive: true });
    const lines = ['require_relative "test_helper"', 'class AdviceTest < ActionDispatch::IntegrationTest'];
    writeFileSync(join(own, 'advice_test.rb'), [...lines, advice.test, 'end', ''].join('\n'));
    const minitest = (isFixed: boolean) => run('ruby', ['advice_test.rb'], own, isFixed);
    const today = await minitest(false);
    assert.match(today.output, /Expected 10 to be <= 4/);
    assert.equal(today.code, 1);
    const fixed = await minitest(true);
    assert.match(fixed.output, /1 runs, 2 assertions, 0 failures, 0 errors, 0 skips/);
    assert.equal(fixed.code, 0, fixed.output);
  });

  it('for Sequelize, TypeORM, Prisma and GraphQL: include, relations, DataLoader, and tests with expectQueries', async () => {
    const environment = { TRACEBIN_URL: server.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
    const url = await startApp(process.execPath, ['--import', AGENT, MAPPED_APP], environment);
    for (const path of ['/sequelize/weeks/1', '/typeorm/weeks/1', '/prisma/weeks/1'])
      assert.equal((await fetch(url + path)).status, 200);
    for (let asked = 0; asked < GRAPHQL_REQUESTS; asked++) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: DOCUMENT }),
      });
      assert.equal(response.status, 200);
    }

    writeFileSync(join(folder, 'app.js'), `export * from ${JSON.stringify(MAPPED_APP)};\n`);
    for (const [framework, transaction, kind, words] of [
      ['sequelize', 'GET /sequelize/weeks/:id', 'n-plus-one', /same call with include/],
      ['typeorm', 'GET /typeorm/weeks/:id', 'n-plus-one', /same call with relations/],
      ['prisma', 'GET /prisma/weeks/:id', 'n-plus-one', /same call with include/],
      // The resolvers of a list run side by side, as far as the pool lets them.
      ['graphql', 'POST /graphql', 'fan-out', /A DataLoader per request/],
    ] as const) {
      const { advice, place } = await findingOf(transaction, kind);
      assert.equal(advice.framework, framework);
      assert.match(place?.file ?? '', /mapped-app\.mjs$/);
      assert.match(advice.text, words);
      writeFileSync(
        join(folder, `${framework}.test.js`),
        advice.test.replace('{ ... }', framework === 'graphql' ? DOCUMENT : '{ ... }'),
      );
    }
    // One process for all of them: each would load the same app.
    const tests = ['sequelize', 'typeorm', 'prisma', 'graphql'].map(
      (each) => `import './${each}.test.js';\n`,
    );
    writeFileSync(join(folder, 'all.test.js'), tests.join(''));
    const flags = ['--test-force-exit', '--test-reporter=tap', 'all.test.js'];
    const nodeTest = (isFixed: boolean) => run(process.execPath, flags, folder, isFixed);
    const today = await nodeTest(false);
    assert.equal(
      today.output.match(/a statement ran 40 times instead of at most 4/g)?.length,
      tests.length,
      today.output,
    );
    assert.match(today.output, /^# fail 4$/m);
    const fixed = await nodeTest(true);
    assert.match(fixed.output, /^# pass 4$/m, fixed.output);
    assert.match(fixed.output, /^# fail 0$/m);
  });
});
