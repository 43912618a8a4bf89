import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { SpanAnswer, TraceAnswer, TracesAnswer } from '@tracebin/model';
import { poll } from './senders/poll.ts';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
const DEMO = join(WORKSPACE, 'scripts', 'demo.mjs');
/** Postgres, server and application start on a machine that runs other tests as well. */
const START_TIMEOUT_MS = 180_000;

const skip = existsSync('/proc/self/stat') ? false : 'needs /proc to look for processes';

describe('npm run demo', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-demo-test-'));
  let port: number;
  let demo: RunningDemo;

  before(async () => {
    port = await freePort();
    demo = startDemo(['--port', `${port}`, '--store', join(folder, 'store'), '--rate', '6']);
  });
  after(async () => {
    demo?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says where to look, and there is a trace of 4,000 spans and more', async () => {
    const url = await poll(
      'the line with the URL',
      () => demo.match(/Look here +(http:\S+)/),
      START_TIMEOUT_MS,
    );
    assert.equal(url, `http://127.0.0.1:${port}/b/local/traces?sort=longest`);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<title>/);
    const trace = await poll(
      'the week of a large station',
      async () => {
        const search = new URLSearchParams({
          name: 'GET /api/week/:date',
          sort: 'spans',
          minDuration: '100ms',
        });
        const found = (await getJson(port, `traces?${search}`)) as TracesAnswer;
        return found.spans[0]! > 4_000 ? found : undefined;
      },
      START_TIMEOUT_MS,
    );
    assert.equal(trace.rootService[0], 'scruffy');
    assert.equal(trace.rootName[0], 'GET /api/week/:date');
    const whole = (await getJson(port, `traces/${trace.traceId[0]}`)) as TraceAnswer;
    const root = whole.spans.parentSpanId.indexOf('');
    const span = (await getJson(
      port,
      `traces/${whole.traceId}/spans/${whole.spans.spanId[root]}`,
    )) as SpanAnswer;
    const attributes = Object.fromEntries(span.attributes.map(({ key, value }) => [key, value]));
    assert.equal(attributes['http.route'], '/api/week/:date');
    assert.equal(attributes['user.role'], 'traffic-manager');
    assert.match(String(attributes['station.call_sign']), /^(WHRB|KMSA)$/);
    await poll('the announcement', () => demo.match(/A slow one has arrived: (4,\d+) spans/));
  });

  it('ends every process on Ctrl-C, with exit code 0', async () => {
    const tree = descendantsOf(demo.pid);
    const commands = tree.map(({ command }) => command).join('\n');
    for (const part of ['tracebin.cjs', 'scruffy.ts', 'rates.ts', 'traffic.ts', 'postgres']) {
      assert.ok(commands.includes(part), `${part} runs`);
    }
    demo.signal('SIGINT');
    assert.equal(await demo.exited, 0, demo.output());
    const left = tree.filter(({ pid, startTime }) => readProcess(pid)?.startTime === startTime);
    assert.deepEqual(left, []);
  });
});

describe('npm run demo, wrongly asked', () => {
  it('explains its options and refuses what it does not know', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [DEMO, ...args], { encoding: 'utf8' });
    assert.match(run('--help').stdout, /--rate N/);
    assert.equal(run('--help').status, 0);
    for (const wrong of [
      ['--port', '0'],
      ['--port', '65536'],
      ['--rate', '0'],
      ['--rate', '51'],
      ['--bogus'],
    ]) {
      const { status, stderr } = run(...wrong);
      assert.equal(status, 2, wrong.join(' '));
      assert.match(stderr, /npm run demo/);
    }
  });
});

type RunningDemo = ReturnType<typeof startDemo>;

function startDemo(args: string[]) {
  const child = spawn(process.execPath, [DEMO, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  void exited.then(() => {
    ended = true;
  });
  return {
    pid: child.pid!,
    exited,
    output: () => output,
    /** First group of the pattern; undefined while it has not been written. */
    match: (pattern: RegExp) => {
      const found = pattern.exec(output)?.[1];
      if (found === undefined && ended) throw new Error(`the demo ended:\n${output}`);
      return found;
    },
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    /** What it started ends with it. */
    kill: () => {
      if (!ended) child.kill('SIGTERM');
    },
  };
}

interface ProcessEntry {
  pid: number;
  parent: number;
  /** Tells a process from a later one with the same number. */
  startTime: string;
  command: string;
}

function readProcess(pid: number): ProcessEntry | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // A zombie has ended; it only waits for its parent to notice.
    if (fields[0] === 'Z') return undefined;
    return { pid, parent: Number(fields[1]), startTime: fields[19]!, command };
  } catch {
    return undefined;
  }
}

function descendantsOf(root: number): ProcessEntry[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((entry) => entry !== undefined);
  const found: ProcessEntry[] = [];
  const parents = new Set([root]);
  for (let grew = true; grew; ) {
    const next = all.filter((entry) => parents.has(entry.parent) && !parents.has(entry.pid));
    for (const entry of next) parents.add(entry.pid);
    found.push(...next);
    grew = next.length > 0;
  }
  return found;
}

async function getJson(port: number, path: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/bins/local/${path}`);
  assert.equal(answer.status, 200, path);
  return answer.json();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
