/**
 * Holds the metrics in the store against what was sent. The API does not show metrics yet, so the table is read
 * with the engine itself, after the server has ended and given the store free.
 */
import assert from 'node:assert/strict';
import { openEngine } from '../../src/store/index.ts';
import { SENT } from './sent.ts';

const COLUMNS = `name, type, unit, temporality, monotonic, scope_name, scope_version, service, value, sum, min, max,
  toUInt32(count) AS points, arrayMap(x -> toUInt32(x), bucket_counts) AS buckets, bounds,
  toUInt32(zero_count) AS zeros, toUInt32(arraySum(positive_counts)) AS positives, attributes,
  resource['service.version'] AS version, arrayMap(x -> lower(hex(x)), exemplar_trace_ids) AS exemplars`;
const CUMULATIVE = 2;

interface ExpectedMetrics {
  service: string;
  /** Trace that the exemplars of the histograms point to; undefined where the SDK sends none. */
  exemplarTraceId?: string;
}

export async function assertMetricsArrived(store: string, expected: ExpectedMetrics[]): Promise<void> {
  const engine = await openEngine(store);
  try {
    for (const { service, exemplarTraceId } of expected) {
      const { rows, columns } = await engine.query(
        `SELECT ${COLUMNS} FROM metrics WHERE service = {service:String} AND startsWith(name, 'checkout.')`,
        { service },
      );
      const points = new Map<string, Record<string, unknown>>();
      for (let row = 0; row < rows; row++) {
        const point = Object.fromEntries(
          Object.entries(columns).map(([name, values]) => [name, values[row]]),
        );
        assert.ok(!points.has(String(point.name)), `${point.name} of ${service} is there once`);
        points.set(String(point.name), point);
      }
      assertPoints(points, exemplarTraceId);
    }
  } finally {
    await engine.close();
  }
}

function assertPoints(
  points: Map<string, Record<string, unknown>>,
  exemplarTraceId: string | undefined,
): void {
  const expected: Record<string, Record<string, unknown>> = {
    'checkout.orders': {
      type: 'sum',
      unit: '{order}',
      value: 3,
      monotonic: true,
      temporality: CUMULATIVE,
      attributes: { region: 'eu' },
    },
    'checkout.open': { type: 'sum', value: -2, monotonic: false, temporality: CUMULATIVE, attributes: {} },
    'checkout.temperature': { type: 'gauge', unit: 'Cel', value: 21.5 },
    'checkout.duration': {
      type: 'histogram',
      unit: 'ms',
      points: 3,
      sum: 555,
      min: 5,
      max: 500,
      bounds: [10, 100],
      buckets: [1, 1, 1],
    },
    'checkout.payload': {
      type: 'exponential-histogram',
      unit: 'By',
      points: 3,
      sum: 1_001,
      min: 0,
      max: 1_000,
      zeros: 1,
      positives: 2,
    },
  };
  assert.deepEqual([...points.keys()].sort(), Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const point = points.get(name)!;
    for (const [column, value] of Object.entries(values)) {
      assert.deepEqual(point[column], value, `${name}: ${column}`);
    }
    assert.equal(point.scope_name, SENT.scope.name);
    assert.equal(point.scope_version, SENT.scope.version);
    assert.equal(point.version, SENT.resource['service.version']);
  }
  if (exemplarTraceId === undefined) return;
  const exemplars = points.get('checkout.duration')!.exemplars as string[];
  assert.ok(exemplars.length > 0, 'the histogram has exemplars');
  for (const traceId of exemplars) assert.equal(traceId, exemplarTraceId);
}
