/**
 * `npm run demo`: from a clean clone to a slow request on the screen. Installs and builds what is missing, starts
 * the server on a store of its own, starts the example application Scruffy with traffic on it, and says where to look.
 * Uses Node's own modules only until the packages are there.
 */

import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { END_WITH_DEMO, startPart } from './demo-part.mjs';
import { installPackages, WORKSPACE } from './install.mjs';

const HELP = `npm run demo [-- options]

Starts Tracebin, the example application Scruffy and traffic on it. Ctrl-C ends everything.

  --port N     port of Tracebin; without it 4318, or the next free one
  --rate N     visits to Scruffy a second, in the mean of a day that takes ten minutes (default 4)
  --fixed      Scruffy with its slow endpoint repaired: compare before and after
  --store DIR  where the events are kept (default .cache/demo/store); they are still there the next time
  --verbose    everything that server and application write
  --help`;

const FIRST_PORT = 4318;
const PORTS_TRIED = 20;
const START_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 250;
const MANY_SPANS = 4_000;

const options = readOptions();
const parts = [];
let ending;
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

try {
  await run();
} catch (error) {
  if (!ending) console.error(`\nThe demo cannot run: ${error.message}`);
  await end(1);
}

async function run() {
  installPackages();
  const { build } = await import('./build.mjs');
  await build({ quiet: true });
  const port = options.port ?? (await freePort());
  // Whoever is there could answer in place of our server.
  if (!(await isFree(port))) throw new Error(`port ${port} is taken`);
  const url = `http://127.0.0.1:${port}`;
  await startServer(port, url);
  const scruffyUrl = await startScruffy(url);
  console.log(`
  Look here   ${url}/b/local/traces?sort=longest
  Scruffy     ${scruffyUrl}

  Scruffy plans advertisements for 24 TV stations. Nearly everything it does takes milliseconds, so its averages look
  fine. ${
    options.fixed
      ? 'This is the repaired version: GET /api/week/:date makes three queries for every station.'
      : 'Now and then GET /api/week/:date takes seconds: open the longest trace and see what it does.'
  }
  Ctrl-C ends everything.
`);
  if (!options.fixed) await announceSlowTrace(url);
}

async function startServer(port, url) {
  const server = start({
    name: 'server',
    args: [
      ...['--import', END_WITH_DEMO, 'packages/server/dist/tracebin.cjs', 'serve', '--port', String(port)],
      ...['--store', options.store, '--log-level', 'warn', '--log-format', 'pretty'],
    ],
    // Set here as well because a preloaded module uses the thread pool before the program can size it.
    env: { UV_THREADPOOL_SIZE: '16' },
    onLine: (line, isError) => show(`server  ${line}`, isError),
  });
  await until('the server to answer', server, async () => {
    const answer = await fetch(`${url}/api/health`).catch(() => undefined);
    return answer?.ok ? true : undefined;
  });
}

async function startScruffy(endpoint) {
  let address;
  const scruffy = start({
    name: 'scruffy',
    args: [
      ...['--import', 'tsx', 'examples/scruffy-node/src/start/start.ts', '--rate', options.rate],
      ...(options.fixed ? ['--fixed'] : []),
    ],
    // Our own agent unless somebody wants to see another sender: it says where in the code a query comes from.
    env: {
      WATCH: process.env.WATCH ?? 'agent',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    },
    onLine: (line, isError) => {
      address ??= /^Scruffy is ready on (\S+)/.exec(line)?.[1];
      return show(line, isError || line.startsWith('traffic'));
    },
  });
  return until('Scruffy to start', scruffy, () => address);
}

/** Waits for the first week of a large station to be in the store as a whole, and says where it is. */
async function announceSlowTrace(url) {
  const from = new Date().toISOString();
  const search = new URLSearchParams({ name: 'GET /api/week/:date', from, sort: 'spans', limit: '1' });
  let lastCount = 0;
  while (!ending) {
    const answer = await fetch(`${url}/api/bins/local/traces?${search}`).catch(() => undefined);
    const traces = answer?.ok ? await answer.json() : { count: 0 };
    const spans = traces.count > 0 ? traces.spans[0] : 0;
    if (spans > MANY_SPANS && spans === lastCount) {
      const seconds = (traces.duration[0] / 1e9).toFixed(1);
      console.log(`A slow one has arrived: ${spans.toLocaleString('en')} spans, ${seconds} s`);
      console.log(`  ${url}/b/local/traces/${traces.traceId[0]}\n`);
      return;
    }
    lastCount = spans;
    await pause(1_000);
  }
}

function start(part) {
  if (ending) throw new Error('it was ended while it started');
  const started = startPart({ cwd: WORKSPACE, ...part });
  parts.push(started);
  started.ended.then((reason) => {
    if (reason === undefined || ending) return;
    console.error(`\n${started.name} ${reason}.`);
    if (started.lines.length > 0) console.error('What else it wrote last:');
    for (const line of started.lines) console.error(`  ${line}`);
    end(1);
  });
  return started;
}

function show(line, isWorthIt) {
  const isShown = isWorthIt || options.verbose;
  if (isShown) console.log(line);
  return isShown;
}

async function until(what, part, ask) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let isOver = false;
  part.ended.then(() => {
    isOver = true;
  });
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (isOver || ending) throw new Error(`${part.name} has ended`);
    if (Date.now() > deadline) throw new Error(`waited ${START_TIMEOUT_MS / 1000} s in vain for ${what}`);
    await pause(POLL_INTERVAL_MS);
  }
}

/** Traffic and application first, so that their last spans still find the server. */
function end(code) {
  if (!ending && parts.length > 0 && code === 0) console.log('\nEnding ...');
  ending ??= (async () => {
    for (const part of parts.reverse()) await part.stop();
    process.exit(code);
  })();
  return ending;
}

async function freePort() {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) {
    if (!(await isFree(port))) continue;
    if (port !== FIRST_PORT) console.log(`Port ${FIRST_PORT} is taken; Tracebin listens on ${port} instead.`);
    return port;
  }
  throw new Error(
    `ports ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1} are all taken; choose one with --port`,
  );
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        rate: { type: 'string', default: '4' },
        fixed: { type: 'boolean', default: false },
        store: { type: 'string', default: join(WORKSPACE, '.cache', 'demo', 'store') },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    const port = Number(values.port ?? FIRST_PORT);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new Error('--port is a number from 1 to 65535');
    if (!(Number(values.rate) > 0 && Number(values.rate) <= 50))
      throw new Error('--rate is a number above 0, up to 50');
    return { ...values, port: values.port === undefined ? undefined : port };
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}
