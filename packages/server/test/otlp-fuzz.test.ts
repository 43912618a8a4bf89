/**
 * Mutated bodies against the OTLP decoder: whatever comes, it either reads rows or says BadRequest, soon and within its
 * memory. `FUZZ_SEED=n` repeats a run, `FUZZ_SCALE=10` makes it ten times as long.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { BadRequestError, TooLargeError } from '../src/errors.ts';
import type { AttributeList } from '../src/receive/event/attribute-list.ts';
import type { EventRow } from '../src/receive/event/event-row.ts';
import type { MetricPoint } from '../src/receive/event/metric-point.ts';
import { LIMITS } from '../src/receive/limits.ts';
import { OtlpDecoder } from '../src/receive/otlp/otlp-decoder.ts';
import type { Encoding, Signal } from '../src/receive/otlp/signal.ts';
import { arbitraryRequests, NOW_MS } from '../src/receive/otlp/test/arbitrary-requests.ts';
import { asOtlpJson } from '../src/receive/otlp/test/as-otlp-json.ts';
import { mutate, mutateJson } from '../src/receive/otlp/test/mutate.ts';
import { encodeRequest } from '../src/receive/otlp/test/otlp-schema.ts';

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const scale = Number(process.env.FUZZ_SCALE ?? 1);
const scope = { bin: 'fuzz', retentionHours: 168 };
const SAMPLES = 150;
const MAX_HEAP_GROWTH_BYTES = 32 * 1024 * 1024;
/** Of CPU, which a busy machine does not lengthen, and far above what any of these small bodies takes: only a hang gets here. */
const HANG_MS = 5_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const decoder = new OtlpDecoder();

for (const [signal, encoding, bodies] of [
  ['traces', 'protobuf', 120_000],
  ['logs', 'protobuf', 100_000],
  ['metrics', 'protobuf', 40_000],
  ['traces', 'json', 20_000],
  ['logs', 'json', 15_000],
  ['metrics', 'json', 15_000],
] as const) {
  it(`survives ${bodies * scale} mutated bodies of ${signal} in ${encoding}`, (t) => {
    const samples = samplesOf(signal, encoding);
    const dice = diceOf(seed);
    const before = heapUsed();
    let read = 0;
    let refused = 0;
    for (let round = 0; round < bodies * scale; round++) {
      const sample = samples[dice.roll(SAMPLES)]!;
      const staysJson = encoding === 'json' && dice.roll(2) === 0;
      const body = staysJson ? mutateJson(sample, dice) : mutate(sample, samples[dice.roll(SAMPLES)]!, dice);
      const begin = process.cpuUsage();
      try {
        decode(signal, encoding, body);
        read++;
      } catch (error) {
        const isExpected = error instanceof BadRequestError || error instanceof TooLargeError;
        if (!isExpected) assert.fail(describeFailure(round, body, error));
        refused++;
      }
      const { user, system } = process.cpuUsage(begin);
      const tookMs = (user + system) / 1_000;
      if (tookMs > HANG_MS) assert.fail(describeFailure(round, body, `took ${tookMs} ms`));
    }
    assert.ok(read > bodies / 50 && refused > bodies / 50, `one-sided: ${read} read, ${refused} refused`);
    const grown = heapUsed() - before;
    t.diagnostic(
      `${signal} in ${encoding}: ${read} bodies read, ${refused} refused, heap grew by ${grown} bytes`,
    );
    assert.ok(grown < MAX_HEAP_GROWTH_BYTES, `seed ${seed}: the heap grew by ${grown} bytes`);
  });
}

function decode(signal: Signal, encoding: Encoding, body: Buffer): void {
  if (signal === 'metrics') decoder.metrics(encoding, body, scope, { append: checkPoint }, NOW_MS);
  else decoder.events(signal, encoding, body, scope, { append: checkRow }, NOW_MS);
}

/** What the store relies on without looking. */
function checkRow(row: EventRow): void {
  const size = row.source.length;
  for (const slot of [row.statusMessage, row.traceState, row.body]) {
    assert.ok(
      slot.start === -1 || (slot.start <= slot.end && slot.end <= size),
      'a text lies outside of the source',
    );
  }
  assert.ok(row.duration >= 0 && Number.isSafeInteger(row.duration), `duration ${row.duration}`);
  assert.ok(row.timeHigh >>> 0 < 2 ** 31, 'time is outside of what the store can hold');
  assert.ok(row.sampleRate > 0 && Number.isFinite(row.sampleRate), `sample rate ${row.sampleRate}`);
  assert.ok(row.eventCount <= row.events.length && row.linkCount <= row.links.length);
  checkList(row.attributes, size);
  checkList(row.resource, size);
  assert.equal(new Set(row.attributes.keys.slice(0, row.attributes.length)).size, row.attributes.length);
}

function checkList(list: AttributeList, size: number): void {
  assert.ok(list.length <= LIMITS.maxAttributes * 2);
  for (let index = 0; index < list.length; index++) {
    const type = list.types[index]!;
    if (type !== 0 && type !== 4) continue;
    const start = list.starts[index]!;
    if (start === -1) assert.equal(typeof list.texts[index], 'string');
    else assert.ok(start <= list.ends[index]! && list.ends[index]! <= size);
    if (type === 4) JSON.parse(list.texts[index]!);
  }
}

function checkPoint(point: MetricPoint): void {
  assert.equal(typeof point.value, 'number');
  assert.ok(point.timeNanos > 0n && point.timeNanos < 2n ** 63n);
  assert.equal(point.quantiles.length, point.quantileValues.length);
  assert.ok(
    point.bucketCounts.length === 0 ||
      point.type !== 'histogram' ||
      point.bounds.length + 1 === point.bucketCounts.length,
  );
}

function samplesOf(signal: Signal, encoding: Encoding): Buffer[] {
  const requests = fc.sample(arbitraryRequests[signal] as fc.Arbitrary<object>, { numRuns: SAMPLES, seed });
  return requests.map((request) =>
    encoding === 'json' ? Buffer.from(JSON.stringify(asOtlpJson(request))) : encodeRequest(signal, request),
  );
}

function describeFailure(round: number, body: Buffer, error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `seed ${seed}, round ${round}, body ${body.toString('hex').slice(0, 2_000)}: ${text}`;
}

/** After a collection: what is merely not collected yet says nothing. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A linear congruential generator: the same bodies for the same seed, on every machine. */
function diceOf(start: number) {
  let state = start >>> 0;
  return {
    roll(below: number): number {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    },
  };
}
