/** How soon a span is seen after its acknowledgement: by its trace, and in what is worked up. */
import { randomBytes } from 'node:crypto';
import type { HealthAnswer, TransactionsAnswer } from '@tracebin/model';
import { type Measurement, median } from '../report.ts';

const BIN = '/api/bins/local';
const VISIBLE_TIMEOUT_MS = 10_000;
const DERIVED_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 50;
/** Spans sent for it; a trace must be quiet for five seconds each time. */
const DERIVED_ROUNDS = 3;

/** Sends one span as JSON and asks for its trace as soon as it is acknowledged. */
export async function measureVisibility(url: string, rounds: number): Promise<Measurement> {
  const runs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { traceId, acknowledged } = await sendSpan(url, 'visible');
    // 0 where the first question, asked at once, already finds it: then "at once" is what was promised.
    let first = true;
    while (true) {
      const answer = await fetch(`${url}${BIN}/traces/${traceId}`);
      await answer.arrayBuffer();
      if (answer.ok) break;
      first = false;
      if (performance.now() - acknowledged > VISIBLE_TIMEOUT_MS)
        throw new Error(`Trace ${traceId} did not become visible.`);
    }
    runs.push(first ? 0 : performance.now() - acknowledged);
  }
  return { key: 'visible', value: median(runs), by: '0: found by the first question', runs };
}

/** Sends one span of a transaction that nobody else has and asks the table of transactions until it has it. */
export async function measureDerivedVisibility(url: string): Promise<Measurement[]> {
  const { derive } = (await (await fetch(`${url}/api/health`)).json()) as HealthAnswer;
  if (derive === null) return [];
  const runs: number[] = [];
  for (let round = 0; round < DERIVED_ROUNDS; round++) {
    const name = `visible ${randomBytes(4).toString('hex')}`;
    const { acknowledged } = await sendSpan(url, name);
    const path = `${BIN}/transactions?from=-15m&limit=1000`;
    while (true) {
      const { name: names } = (await (await fetch(url + path)).json()) as TransactionsAnswer;
      if (names.includes(name)) break;
      if (performance.now() - acknowledged > DERIVED_TIMEOUT_MS)
        throw new Error(`Transaction "${name}" was not worked up.`);
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    }
    runs.push(performance.now() - acknowledged);
  }
  return [{ key: 'visible.derived', value: median(runs), by: 'API', runs }];
}

async function sendSpan(url: string, name: string): Promise<{ traceId: string; acknowledged: number }> {
  const traceId = randomBytes(16).toString('hex');
  const nanos = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name,
    kind: 2,
    startTimeUnixNano: String(nanos),
    endTimeUnixNano: String(nanos + 1_000_000n),
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] };
  const sent = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  if (!sent.ok) throw new Error(`The span was refused: ${sent.status} ${await sent.text()}`);
  await sent.arrayBuffer();
  return { traceId, acknowledged: performance.now() };
}
