/**
 * How fast traces are analysed: tree, self time, transactions, layers, repeats, critical path, clock skew, errors and
 * edges together. `npx tsx bench/analyse.ts` prints the medians of several runs beside their bar, by the clock and of CPU: on a busy
 * machine only the second says something. Each run is checked against what was put into the trace.
 */
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import {
  buildTree,
  criticalPath,
  findClockSkew,
  findEdges,
  findErrors,
  findRepeats,
  findTransactions,
  LAYER_NAMES,
  Layer,
  layerBreakdown,
  type SpanColumns,
  SpanKind,
  StatusCode,
  selfTime,
} from '../packages/model/src/index.ts';

interface Trace {
  strings: string[];
  spans: { [Name in keyof SpanColumns]: SpanColumns[Name] extends ArrayLike<infer T> ? T[] : never };
  queries: number;
}

const RUNS = 21;
const MS = 1_000_000;
const QUERIES_PER_SLOT = 3;

/**
 * A request that calls a second service, which runs the same three queries for slot after slot: half of the spans
 * are queries, each with its own values in its text.
 */
function makeTrace(size: number, seed: number): Trace {
  const strings: string[] = [];
  const indexOf = new Map<string, number>();
  const intern = (text: string): number => {
    const known = indexOf.get(text);
    if (known !== undefined) return known;
    const index = strings.push(text) - 1;
    indexOf.set(text, index);
    return index;
  };
  const spans: Trace['spans'] = {
    spanId: [],
    parentSpanId: [],
    start: [],
    duration: [],
    name: [],
    service: [],
    kind: [],
    status: [],
    layer: [],
    detail: [],
    host: [],
  };
  const web = intern('web');
  const rates = intern('rates');
  const add = (
    parent: number,
    name: string,
    service: number,
    kind: number,
    layer: number,
    start: number,
    ms: number,
    detail = -1,
  ) => {
    const span = spans.spanId.length;
    spans.spanId.push(((BigInt(seed) << 32n) | BigInt(span + 1)).toString(16).padStart(16, '0'));
    spans.parentSpanId.push(parent === -1 ? '' : spans.spanId[parent]!);
    spans.start.push(start * MS);
    spans.duration.push(Math.round(ms * MS));
    spans.name.push(intern(name));
    spans.service.push(service);
    spans.kind.push(kind);
    spans.status.push(StatusCode.unset);
    spans.layer.push(layer);
    spans.detail.push(detail);
    spans.host.push(service);
    return span;
  };
  const root = add(-1, 'GET /week', web, SpanKind.server, Layer.app, 0, 1);
  const call = add(root, 'GET /rates', web, SpanKind.client, Layer.http, 1, 1);
  const server = add(call, 'GET /rates', rates, SpanKind.server, Layer.app, 2, 1);
  let now = 3;
  let queries = 0;
  while (spans.spanId.length < size) {
    const slot = add(server, 'serialize slot', rates, SpanKind.internal, Layer.app, now, QUERIES_PER_SLOT);
    for (let query = 0; query < QUERIES_PER_SLOT && spans.spanId.length < size; query++) {
      const text = `SELECT id, name, starts_at FROM ${'abc'[query]}_table WHERE slot_id = ${now} AND station = 'WK${now % 97}'`;
      add(slot, 'SELECT', rates, SpanKind.client, Layer.db, now + query, 0.9, intern(text));
      queries++;
    }
    now += QUERIES_PER_SLOT;
  }
  for (const span of [root, call, server]) spans.duration[span] = (now + 3) * MS - spans.start[span]! * 2;
  spans.status[spans.status.length - 1] = StatusCode.error;
  return { strings, spans, queries };
}

function analyse({ strings, spans, queries }: Trace): void {
  const tree = buildTree(spans);
  const self = selfTime(tree);
  const transactions = findTransactions(tree, spans);
  const layers = layerBreakdown(tree, transactions, spans.layer);
  const repeats = findRepeats(tree, transactions, strings, spans);
  const path = criticalPath(tree, spans.kind);
  const skew = findClockSkew(tree, spans);
  const errors = findErrors(tree, spans.status);
  const edges = findEdges(tree, transactions, spans);

  assert.equal(tree.count, spans.spanId.length);
  assert.equal(self.length, tree.count);
  assert.equal(transactions.count, 2);
  for (let transaction = 0; transaction < 2; transaction++) {
    const root = transactions.root[transaction]!;
    let sum = 0;
    for (let layer = 0; layer < LAYER_NAMES.length; layer++)
      sum += layers[transaction * LAYER_NAMES.length + layer]!;
    assert.equal(sum, tree.end[root]! - tree.start[root]!);
  }
  const repeated = repeats.reduce((sum, { rows }) => sum + rows.length, 0);
  assert.ok(repeated >= queries - QUERIES_PER_SLOT, `${repeated} of ${queries} queries were found to repeat`);
  assert.equal(path.end[path.end.length - 1], tree.end[0]);
  assert.equal(skew.rows.length, 0);
  assert.equal(errors.length, 1);
  assert.equal(edges.length, queries + 1);
}

interface Cost {
  wallMs: number;
  /** Of all threads: on a busy machine nearer to the truth than the clock. */
  cpuMs: number;
}

function median(run: () => void): Cost {
  run();
  const costs = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    const usedBefore = process.cpuUsage();
    run();
    const used = process.cpuUsage(usedBefore);
    return { wallMs: performance.now() - began, cpuMs: (used.user + used.system) / 1000 };
  });
  const middle = (of: (cost: Cost) => number) => costs.map(of).sort((a, b) => a - b)[RUNS >> 1]!;
  return { wallMs: middle((cost) => cost.wallMs), cpuMs: middle((cost) => cost.cpuMs) };
}

function report(what: string, barMs: number, traces: Trace[]): void {
  const { wallMs, cpuMs } = median(() => traces.forEach(analyse));
  const figures = `${wallMs.toFixed(1).padStart(8)} ms   cpu ${cpuMs.toFixed(1).padStart(7)} ms   bar ${barMs} ms`;
  const verdict = wallMs <= barMs ? 'met' : cpuMs <= barMs ? 'met by CPU, MISSED by the clock' : 'MISSED';
  console.log(`${what.padEnd(28)} ${figures}   ${verdict}`);
}

console.log(`load ${loadavg()[0]!.toFixed(1)} before`);
report('a trace of 100,000 spans', 300, [makeTrace(100_000, 1)]);
report(
  '1,000 traces of 30 spans',
  60,
  Array.from({ length: 1_000 }, (_, seed) => makeTrace(30, seed + 1)),
);
