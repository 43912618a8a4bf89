/** `tracebin demo`: a server with a day of example data in a bin of its own, and a trickle of new data. */
import { randomBytes } from 'node:crypto';
import type { BinCreated } from '@tracebin/model';
import { TracebinError } from '../errors.ts';
import { ADMIN_SECRET_HEADER } from '../serve/access/admin-access.ts';
import { dayOfTraces } from './demo/day.ts';
import { Random } from './demo/random.ts';
import { HEAVY_QUERIES, Shop } from './demo/shop.ts';
import { type TraceBuilder, toOtlpJson } from './demo/trace-builder.ts';
import { type ServeFlags, type StartedServer, startFromFlags } from './serve-command.ts';

const SEED = 20_260;
const SPANS_A_REQUEST = 2_000;
/** The demo's day goes by itself after a while. */
const RETENTION_HOURS = 72;
const LIVE_INTERVAL_MS = 1_000;
const HEAVY_EVERY_TICKS = 120;

export async function runDemo(flags: ServeFlags): Promise<void> {
  const started = await startFromFlags(flags);
  const bin = await createDemoBin(started);
  const random = new Random(SEED);
  const shop = new Shop(random, (digits) => randomBytes(digits / 2).toString('hex'));
  process.stdout.write('  Filling the bin "Demo" with a day of data …');
  let spans = 0;
  const stopped = { value: false };
  started.onStop(async () => {
    stopped.value = true;
  });
  for (const batch of batches(dayOfTraces(shop, random, Date.now()))) {
    if (stopped.value) return;
    spans += await send(started, bin.ingestKey, batch);
  }
  process.stdout.write(
    ` ${spans.toLocaleString('en-US')} spans.

  Look at  ${bin.viewUrl}/traces?sort=longest&from=-24h
  Find     the thin band of requests of about 20 s: GET /api/week/:date makes ${HEAVY_QUERIES.toLocaleString('en-US')} equal queries.

`,
  );
  trickle(started, bin.ingestKey, shop, stopped);
}

async function createDemoBin({ server }: StartedServer): Promise<BinCreated> {
  const response = await fetch(`${server.localUrl}/api/bins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ADMIN_SECRET_HEADER]: server.localSecret },
    body: JSON.stringify({ name: 'Demo', retentionHours: RETENTION_HOURS }),
  });
  if (!response.ok) throw new TracebinError('demo', `The demo's bin could not be made (${response.status}).`);
  return (await response.json()) as BinCreated;
}

/** A request or two a second, and a heavy week every two minutes, until the server stops. */
function trickle(started: StartedServer, key: string, shop: Shop, stopped: { value: boolean }): void {
  let tick = 0;
  const timer = setInterval(() => {
    if (stopped.value) {
      clearInterval(timer);
      return;
    }
    tick++;
    // Traces are told when they are over.
    const traces = [shop.any(Date.now() - 3_000), shop.any(Date.now() - 2_500)];
    if (tick % HEAVY_EVERY_TICKS === 1) traces.push(shop.heavyWeek(Date.now() - 25_000));
    send(started, key, traces).catch((error: unknown) => {
      if (!stopped.value) started.log.warn({ err: error }, 'the demo could not send');
    });
  }, LIVE_INTERVAL_MS);
}

async function send(
  { server }: StartedServer,
  key: string,
  traces: readonly TraceBuilder[],
): Promise<number> {
  const response = await fetch(`${server.localUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tracebin-key': key },
    body: toOtlpJson(traces),
  });
  if (!response.ok)
    throw new TracebinError('demo', `The server refused the demo's data (${response.status}).`);
  await response.arrayBuffer();
  return traces.reduce((sum, trace) => sum + trace.spans.length, 0);
}

function* batches(traces: Iterable<TraceBuilder>): Generator<TraceBuilder[]> {
  let batch: TraceBuilder[] = [];
  let spans = 0;
  for (const trace of traces) {
    batch.push(trace);
    spans += trace.spans.length;
    if (spans >= SPANS_A_REQUEST) {
      yield batch;
      batch = [];
      spans = 0;
    }
  }
  if (batch.length > 0) yield batch;
}
