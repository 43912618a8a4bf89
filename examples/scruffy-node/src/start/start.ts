/**
 * Starts all of Scruffy: Postgres, the rates service, the web application and traffic on it.
 *
 *   npm start -- [--port N] [--rate N] [--fixed] [--no-traffic]
 *
 * DATABASE_URL names a Postgres of your own; WATCH and OTEL_* say who watches and where it sends.
 * Ctrl-C, SIGTERM, or the end of the process that started this one ends everything.
 */
import { parseArgs } from 'node:util';
import { type RunningPostgres, startPostgres } from '../db/postgres.ts';
import { prepareDatabase } from '../db/prepare.ts';
import { type Child, startChild } from './child.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    rate: { type: 'string', default: '4' },
    fixed: { type: 'boolean', default: process.env.FIXED === '1' },
    'no-traffic': { type: 'boolean', default: false },
  },
});
const today = process.env.SCRUFFY_TODAY ?? new Date().toISOString().slice(0, 10);
/** In the order of their start; ended the other way round. */
const running: Pick<Child, 'name' | 'stop' | 'ended'>[] = [];
let startingPostgres: Promise<RunningPostgres> | undefined;
let ending: Promise<void> | undefined;

process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
process.on('disconnect', () => void end(0));

try {
  await startAll();
} catch (error) {
  if (!ending) console.error(error instanceof Error ? error.message : error);
  await end(1);
}

async function startAll(): Promise<void> {
  let databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) {
    startingPostgres = startPostgres();
    const postgres = await startingPostgres;
    keep({ name: 'postgres', ...postgres });
    databaseUrl = postgres.url;
  }
  await prepareDatabase(databaseUrl, today);
  const env = { DATABASE_URL: databaseUrl, FIXED: values.fixed ? '1' : '0', SCRUFFY_TODAY: today };
  const rates = launch('rates', '../rates/rates.ts', [], { PORT: '0' });
  const ratesUrl = await addressOf(rates);
  const scruffy = launch('scruffy', '../scruffy.ts', [], { ...env, RATES_URL: ratesUrl, PORT: values.port });
  const address = await addressOf(scruffy);
  console.log(`Scruffy is ready on ${address}`);
  if (values['no-traffic']) return;
  launch('traffic', '../traffic/traffic.ts', ['--target', address, '--rate', values.rate, '--today', today], {
    WATCH: 'none',
  });
}

function launch(name: string, path: string, args: string[], env: NodeJS.ProcessEnv): Child {
  if (ending) throw new Error('ended while starting');
  const child = startChild({ name, file: new URL(path, import.meta.url), args, env });
  keep(child);
  return child;
}

function keep(part: (typeof running)[number]): void {
  running.push(part);
  void part.ended.then((reason) => {
    if (reason === undefined || ending) return;
    console.error(`${part.name} ${reason}; ending the rest`);
    void end(1);
  });
}

async function addressOf(child: Child): Promise<string> {
  const address = await Promise.race([child.listening, child.ended]);
  if (!address?.startsWith('http')) throw new Error(`${child.name} did not start`);
  return address;
}

function end(code: number): Promise<void> {
  ending ??= (async () => {
    // Half started it would leave its folder behind.
    await startingPostgres?.catch(() => {});
    for (const part of running.reverse()) await part.stop();
    process.exit(code);
  })();
  return ending;
}
