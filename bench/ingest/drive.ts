/**
 * The sender, in a process of its own so that its CPU is not counted as the server's: encodes every body before
 * it says that it is ready, then sends them over a few connections, each waiting for its answer (closed loop), at the rate that was
 * asked for or as fast as it goes.
 */
import { Agent, request } from 'node:http';
import { generateBodies, generateRecordBodies } from '../spans/bodies.ts';
import { type OtlpBody, renewBody } from '../spans/otlp-writer.ts';
import type { DriveOrder, DriveReport, DriverMessage } from './drive-messages.ts';
import { findFacts } from './span-facts.ts';

const MAX_ATTEMPTS = 100;
const PROGRESS_MS = 5000;

const tell = (message: DriverMessage) => process.send!(message);
const bodies: OtlpBody[] = [];
let order: DriveOrder;

process.on('message', (message: DriveOrder | 'go' | 'records') => {
  if (message === 'go') void drive();
  else if (message === 'records') void sendRecords();
  else prepare(message);
});
process.on('disconnect', () => process.exit());

function prepare(given: DriveOrder): void {
  order = given;
  const options = bodyOptions();
  for (const body of generateBodies(options)) bodies.push(body);
  tell({
    kind: 'ready',
    bytes: bodies.reduce((sum, body) => sum + body.bytes.length, 0),
    facts: findFacts(options),
  });
}

function bodyOptions() {
  return { spans: order.spans, rangeMs: order.rangeMs, startNanos: BigInt(order.startNanos) };
}

async function drive(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const latencies: number[] = [];
  const report: DriveReport = {
    kind: 'done',
    acknowledged: 0,
    requests: 0,
    retries: 0,
    ms: 0,
    p50Ms: 0,
    p99Ms: 0,
  };
  const total = bodies.length * order.rounds;
  let next = 0;
  let told = performance.now();
  const began = told;
  /** Spans of requests that were begun. */
  let started = 0;
  const send = async () => {
    while (next < total) {
      const number = next++;
      const body = bodies[number % bodies.length]!;
      if (number >= bodies.length) renewBody(body, 1, BigInt(order.rangeMs) * 1_000_000n);
      if (order.perSecond !== undefined) await until(began + (started / order.perSecond) * 1000);
      started += body.items;
      const sent = performance.now();
      report.retries += await deliver(agent, '/v1/traces', body);
      const now = performance.now();
      latencies.push(now - sent);
      report.acknowledged += body.items;
      report.requests++;
      if (now - told > PROGRESS_MS) {
        told = now;
        tell({ kind: 'progress', acknowledged: report.acknowledged, ms: now - began });
      }
    }
  };
  await Promise.all(Array.from({ length: order.connections }, send));
  report.ms = performance.now() - began;
  latencies.sort((a, b) => a - b);
  report.p50Ms = latencies[Math.floor(latencies.length * 0.5)] ?? 0;
  report.p99Ms = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
  agent.destroy();
  tell(report);
}

/** Round by round, each whole before the next begins: there are few bodies, and one on its way must not be renewed. */
async function sendRecords(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const records = [...generateRecordBodies(bodyOptions())];
  let acknowledged = 0;
  const began = performance.now();
  for (let round = 0; round < order.rounds; round++) {
    const waiting = [...records];
    const send = async () => {
      for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
        await deliver(agent, '/v1/logs', body);
        acknowledged += body.items;
      }
    };
    await Promise.all(Array.from({ length: order.connections }, send));
    for (const body of records) renewBody(body, 1, BigInt(order.rangeMs) * 1_000_000n);
  }
  agent.destroy();
  tell({ kind: 'records-done', acknowledged, ms: performance.now() - began });
}

async function until(moment: number): Promise<void> {
  const wait = moment - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

/** Sends until it is acknowledged; returns how many times the server asked to come back later. */
async function deliver(agent: Agent, path: string, body: OtlpBody): Promise<number> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { status, answer, retryAfterSeconds } = await post(agent, path, body.bytes);
    // A full success has an empty answer; anything in it would be a partial success.
    if (status === 200 && answer.length === 0) return attempt;
    if (status !== 429 && status !== 503)
      throw new Error(`The server answered ${status}: ${answer.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, retryAfterSeconds * 1000));
  }
  throw new Error(`A request was turned away ${MAX_ATTEMPTS} times.`);
}

function post(
  agent: Agent,
  path: string,
  bytes: Buffer,
): Promise<{ status: number; answer: Buffer; retryAfterSeconds: number }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      order.url + path,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-protobuf', 'content-length': bytes.length },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            answer: Buffer.concat(chunks),
            retryAfterSeconds: Number(incoming.headers['retry-after'] ?? 1),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}
