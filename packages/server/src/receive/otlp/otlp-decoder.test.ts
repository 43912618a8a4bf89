import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AttributeValue } from '@tracebin/model';
import fc from 'fast-check';
import { BadRequestError } from '../../errors.ts';
import { OtlpDecoder } from './otlp-decoder.ts';
import { arbitraryRequests, NOW_MS } from './test/arbitrary-requests.ts';
import { asOtlpJson } from './test/as-otlp-json.ts';
import { encodeRequest, requestTypes } from './test/otlp-schema.ts';
import { EventRecorder, MetricRecorder, type RecordedEvent, type RecordedValue } from './test/recorders.ts';
import {
  doubleOf,
  type ExpectedEvent,
  expectedLogs,
  expectedSpans,
  integerOf,
  RETENTION_HOURS,
} from './test/reference-decoder.ts';
import { expectedPoints } from './test/reference-metrics.ts';
import { scramble } from './test/scramble.ts';

const scope = { bin: 'test', retentionHours: RETENTION_HOURS };
const GENERIC = { longs: String, defaults: false, arrays: false, objects: false } as const;
const RUNS = { numRuns: 400 } as const;
const decoder = new OtlpDecoder();

function decodeEvents(signal: 'traces' | 'logs', encoding: 'protobuf' | 'json', body: Buffer) {
  const sink = new EventRecorder();
  const outcome = decoder.events(signal, encoding, body, scope, sink, NOW_MS);
  return { rows: sink.rows, outcome };
}

/** The row's fields that are expected, with its attributes as values of the model. */
function comparable(row: RecordedEvent, wanted: ExpectedEvent): ExpectedEvent {
  const all: ExpectedEvent = { ...row, attributes: plain(row.attributes), resource: plain(row.resource) };
  if (typeof wanted.body === 'object') all.body = { json: JSON.parse(row.body) };
  return Object.fromEntries(Object.keys(wanted).map((field) => [field, all[field]])) as ExpectedEvent;
}

function plain(attributes: Record<string, RecordedValue>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: RecordedValue): AttributeValue {
  if ('string' in value) return value.string;
  if ('int' in value) return integerOf(value.int);
  if ('double' in value) return doubleOf(value.double);
  if ('bool' in value) return value.bool;
  return value.json as AttributeValue;
}

const dice = (seed: number) => {
  let state = seed >>> 0;
  return {
    roll(below: number): number {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    },
  };
};

describe('protobuf, against a generic library', () => {
  for (const [signal, expected] of [
    ['traces', expectedSpans],
    ['logs', expectedLogs],
  ] as const) {
    it(`reads random ${signal} row by row as the library does, however they are encoded`, () => {
      let rowCount = 0;
      fc.assert(
        fc.property(arbitraryRequests[signal], fc.nat(), (request, seed) => {
          const body = scramble(requestTypes[signal], encodeRequest(signal, request), dice(seed));
          const generic = requestTypes[signal].toObject(requestTypes[signal].decode(body), GENERIC);
          const { rows, outcome } = decodeEvents(signal, 'protobuf', body);
          const wanted = expected(generic);
          assert.equal(outcome.accepted, wanted.length);
          assert.deepEqual(
            rows.map((row, index) => comparable(row, wanted[index]!)),
            wanted,
          );
          rowCount += rows.length;
        }),
        RUNS,
      );
      assert.ok(rowCount > RUNS.numRuns, `only ${rowCount} rows were compared`);
    });
  }

  it('reads random metrics point by point as the library does', () => {
    let pointCount = 0;
    fc.assert(
      fc.property(arbitraryRequests.metrics, fc.nat(), (request, seed) => {
        const body = scramble(requestTypes.metrics, encodeRequest('metrics', request), dice(seed));
        const generic = requestTypes.metrics.toObject(requestTypes.metrics.decode(body), GENERIC);
        const sink = new MetricRecorder();
        const outcome = decoder.metrics('protobuf', body, scope, sink, NOW_MS);
        const wanted = expectedPoints(generic);
        assert.deepEqual(sink.points, wanted);
        assert.equal(outcome.accepted, wanted.length);
        pointCount += wanted.length;
      }),
      RUNS,
    );
    assert.ok(pointCount > RUNS.numRuns, `only ${pointCount} points were compared`);
  });
});

describe('JSON', () => {
  for (const signal of ['traces', 'logs'] as const) {
    it(`reads random ${signal} exactly as the same request in protobuf`, () => {
      fc.assert(
        fc.property(arbitraryRequests[signal], (request) => {
          const json = Buffer.from(JSON.stringify(asOtlpJson(request)));
          assert.deepEqual(
            decodeEvents(signal, 'json', json),
            decodeEvents(signal, 'protobuf', encodeRequest(signal, request)),
          );
        }),
        RUNS,
      );
    });
  }

  it('reads random metrics exactly as the same request in protobuf', () => {
    fc.assert(
      fc.property(arbitraryRequests.metrics, (request) => {
        const fromJson = new MetricRecorder();
        const fromProtobuf = new MetricRecorder();
        const json = Buffer.from(JSON.stringify(asOtlpJson(request)));
        assert.deepEqual(
          decoder.metrics('json', json, scope, fromJson, NOW_MS),
          decoder.metrics('protobuf', encodeRequest('metrics', request), scope, fromProtobuf, NOW_MS),
        );
        assert.deepEqual(fromJson.points, fromProtobuf.points);
      }),
      RUNS,
    );
  });
});

it('lets go of a body when it is decoded, sound or not', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const decodeAndForget = (body: Buffer) => {
    const weak = new WeakRef(body.buffer);
    try {
      decodeEvents('traces', 'protobuf', body);
    } catch (error) {
      assert.ok(error instanceof BadRequestError);
    }
    return weak;
  };
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [{ traceState: 'x'.repeat(100_000) }] }] }] };
  const sound = encodeRequest('traces', request);
  const bodies = [
    decodeAndForget(Buffer.from(sound)),
    decodeAndForget(Buffer.concat([sound, Buffer.from([0xff])])),
  ];
  // A weak reference holds until the end of the turn it was made in.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  assert.deepEqual(
    bodies.map((body) => body.deref()),
    [undefined, undefined],
  );
});
