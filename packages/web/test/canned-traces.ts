import { Layer, SpanKind, type TraceAnswer } from '@tracebin/model';
import { TraceBuilder } from './trace-builder.ts';

export const WEEK_TRACE_ID = '7f3a90c4d51be2086c11a7be53f09d42';

/** A sequence that is the same every time. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** The request of 20.1 s whose serializers ask 4,012 times for the same thing. */
export function weekTrace(): TraceAnswer {
  const trace = new TraceBuilder(WEEK_TRACE_ID);
  const web = { service: 'scruffy-web' };
  const db = { ...web, layer: Layer.db, kind: SpanKind.client };
  const edge = trace.add({
    service: 'edge',
    name: 'GET /api/week/2026-11-16',
    layer: Layer.other,
    kind: SpanKind.server,
    at: 0,
    took: 10_002,
    failed: true,
    logs: 1,
  });
  const request = trace.add({
    ...web,
    parent: edge,
    name: 'GET /api/week/:date',
    kind: SpanKind.server,
    at: 1.4,
    took: 20_098.6,
    logs: 2,
  });
  const session = trace.add({ ...web, parent: request, name: 'session', at: 2.1, took: 6.2 });
  trace.add({
    ...web,
    layer: Layer.cache,
    kind: SpanKind.client,
    parent: session,
    name: 'redis GET',
    detail: 'GET sess:?',
    at: 2.6,
    took: 1.1,
  });
  const auth = trace.add({ ...web, parent: request, name: 'auth', at: 8.4, took: 14.8 });
  trace.add({
    ...db,
    parent: auth,
    name: 'SELECT scruffy',
    detail: 'SELECT id, role, station_id FROM users WHERE id = ?',
    at: 9,
    took: 3.8,
  });
  const route = trace.add({ ...web, parent: request, name: 'weekRoute', at: 23.4, took: 20_072.6 });
  const query = (detail: string, at: number, took: number, parent = route) =>
    trace.add({ ...db, parent, name: 'SELECT scruffy', detail, at, took });
  trace.add({ ...db, parent: route, name: 'pg.connect', at: 23.9, took: 12 });
  query('SELECT * FROM weeks WHERE starts_on = $1', 36, 211);
  query('SELECT id, call_sign, tz FROM stations WHERE id IN ($1, $2)', 248, 22);
  query('SELECT id, label FROM dayparts', 271, 15);
  const rates = trace.add({
    ...web,
    layer: Layer.http,
    kind: SpanKind.client,
    parent: route,
    name: 'GET',
    detail: 'http://rates/v1/week/2026-11-16',
    at: 287,
    took: 84,
  });
  const ratesIn = trace.add({
    service: 'rates',
    parent: rates,
    kind: SpanKind.server,
    name: 'GET /v1/week/:date',
    at: 292,
    took: 76,
  });
  trace.add({
    service: 'rates',
    layer: Layer.cache,
    kind: SpanKind.client,
    parent: ratesIn,
    name: 'redis GET',
    detail: 'GET week:?',
    at: 294,
    took: 2,
  });
  const serialize = trace.add({ ...web, parent: route, name: 'serializeWeek', at: 372, took: 19_508 });
  const random = randomFrom(21);
  let at = 374;
  for (let row = 0; row < 4_012; row++) {
    const slow = random() < 0.0018 ? 14 + random() * 27 : 0;
    const took = slow || (3.1 + 2.2 * random()) * (at > 8_000 && at < 8_900 ? 1.5 : 1);
    query(`SELECT id, title FROM slots WHERE week_id = ${88_213 + row}`, at, took, serialize);
    at += took + 0.2 + random() * 0.12;
    if (at > 19_870) at = 19_870;
  }
  query('SELECT id, name FROM sponsors WHERE week_id IN ($1)', 19_882, 41);
  query('SELECT count(*) FROM conflicts WHERE week_id IN ($1)', 19_924, 96);
  trace.add({ ...web, layer: Layer.view, parent: route, name: 'toJson', at: 20_021, took: 62 });
  trace.add({
    ...web,
    layer: Layer.queue,
    kind: SpanKind.producer,
    parent: route,
    name: 'publish week.viewed',
    at: 20_084,
    took: 3,
    links: 1,
  });
  return trace.answer;
}

/** A day's ordinary request with a payment that fails inside a called service. */
export function failedTrace(): TraceAnswer {
  const trace = new TraceBuilder('0badc0ffee0badc0ffee0badc0ffee00');
  const web = { service: 'scruffy-web' };
  const root = trace.add({
    ...web,
    name: 'POST /api/slots/:id/approve',
    kind: SpanKind.server,
    at: 0,
    took: 408,
    failed: true,
    logs: 2,
  });
  const load = trace.add({ ...web, parent: root, name: 'loadSlot', at: 4, took: 38 });
  trace.add({
    ...web,
    layer: Layer.db,
    kind: SpanKind.client,
    parent: load,
    name: 'SELECT scruffy',
    detail: 'SELECT * FROM slots WHERE id = $1',
    at: 6,
    took: 34,
  });
  const call = trace.add({
    ...web,
    layer: Layer.http,
    kind: SpanKind.client,
    parent: root,
    name: 'POST',
    detail: 'http://billing/v1/charges',
    at: 48,
    took: 312,
    failed: true,
  });
  const billing = trace.add({
    service: 'billing',
    parent: call,
    name: 'POST /v1/charges',
    kind: SpanKind.server,
    at: 54,
    took: 300,
    failed: true,
  });
  trace.add({
    service: 'billing',
    layer: Layer.db,
    kind: SpanKind.client,
    parent: billing,
    name: 'INSERT billing',
    detail: 'INSERT INTO charges (slot_id, cents) VALUES ($1, $2)',
    at: 60,
    took: 11,
  });
  trace.add({
    service: 'billing',
    parent: billing,
    name: 'chargeCard',
    at: 74,
    took: 276,
    failed: true,
    events: 2,
  });
  trace.add({ ...web, layer: Layer.view, parent: root, name: 'render error.ejs', at: 372, took: 30 });
  return trace.answer;
}

export function oneSpanTrace(): TraceAnswer {
  const trace = new TraceBuilder('11111111111111111111111111111111');
  trace.add({ service: 'scruffy-jobs', name: 'heartbeat', at: 0, took: 0.0421 });
  return trace.answer;
}

const STATEMENTS = [
  'SELECT id, title FROM slots WHERE week_id = $1',
  'SELECT id, name FROM sponsors WHERE id = $1',
  'UPDATE slots SET seen_at = now() WHERE id = $1',
  'SELECT count(*) FROM conflicts WHERE slot_id = $1',
];

/** `count` spans in six services, a few levels deep, with errors, and with several at a time now and then. */
export function generatedTrace(count: number, traceId = count.toString(16).padStart(32, 'e')): TraceAnswer {
  const trace = new TraceBuilder(traceId);
  const random = randomFrom(count);
  const total = count * 0.4;
  const root = trace.add({
    service: 'gateway',
    name: 'POST /import',
    kind: SpanKind.server,
    at: 0,
    took: total,
  });
  let made = 1;
  let batch = 0;
  while (made < count) {
    const at = (made / count) * total;
    const size = Math.min(count - made, 40);
    const took = (size / count) * total * (0.7 + random());
    const service = `worker-${batch % 5}`;
    const parent = trace.add({
      service,
      parent: root,
      name: `importBatch ${batch++}`,
      kind: SpanKind.server,
      at,
      took,
    });
    made++;
    let step = at;
    let inner = parent;
    for (let i = 1; i < size && made < count; i++) {
      const kind = random();
      const length = (took / size) * (0.4 + random() * 0.6);
      if (kind < 0.2) {
        inner = trace.add({
          service,
          parent: random() < 0.5 ? parent : inner,
          name: `transform ${i}`,
          at: step,
          took: length * 4,
        });
      } else if (kind < 0.85) {
        const statement = STATEMENTS[Math.floor(random() * STATEMENTS.length)]!;
        trace.add({
          service,
          layer: Layer.db,
          kind: SpanKind.client,
          parent: inner,
          name: 'query',
          detail: statement,
          at: step,
          took: length,
          failed: random() < 0.004,
        });
      } else {
        trace.add({
          service,
          layer: kind < 0.95 ? Layer.cache : Layer.http,
          kind: SpanKind.client,
          parent: inner,
          name: 'GET',
          detail: kind < 0.95 ? `GET slot:${i}` : 'http://rates/v1',
          at: step,
          took: length * 0.5,
        });
      }
      made++;
      step += length;
    }
  }
  return trace.answer;
}

/** Names and times that nobody should send. */
export function hostileTrace(): TraceAnswer {
  const trace = new TraceBuilder('deadbeefdeadbeefdeadbeefdeadbeef');
  const root = trace.add({
    service: '<script>alert(1)</script>',
    name: '<img src=x onerror=alert(1)>',
    at: 0,
    took: 100,
    kind: SpanKind.server,
  });
  trace.add({ service: 'א שירות', parent: root, name: '\u202eevil\u202c שלום עולם', at: 5, took: 10 });
  trace.add({ service: 'web', parent: root, name: 'x'.repeat(65_536), at: 16, took: 10 });
  trace.add({ service: 'web', parent: root, name: 'nul\u0000byte\u0007bell\nnew\tline', at: 27, took: 10 });
  trace.add({
    service: 'web',
    parent: root,
    name: '👩‍👩‍👧‍👦 family 🎉',
    detail: '🧵'.repeat(40_000),
    at: 38,
    took: 10,
    layer: Layer.db,
  });
  trace.add({ service: '', parent: root, name: '', at: 49, took: 0 });
  trace.add({ service: 'web', parent: root, name: 'went backwards', at: 60, took: -50 });
  trace.add({ service: 'web', parent: root, name: 'ends after its parent', at: 70, took: 500 });
  trace.add({ service: 'web', parentId: 'feedfeedfeedfeed', name: 'orphan one', at: 71, took: 3 });
  trace.add({ service: 'web', parentId: 'feedfeedfeedfee2', name: 'orphan two', at: 72, took: 3 });
  const a = trace.add({ service: 'web', name: 'circle a', at: 80, took: 3 });
  const b = trace.add({ service: 'web', parent: a, name: 'circle b', at: 81, took: 2 });
  trace.answer.spans.parentSpanId[a] = trace.answer.spans.spanId[b]!;
  let deep = root;
  for (let level = 0; level < 300; level++) {
    deep = trace.add({
      service: 'web',
      parent: deep,
      name: `deep ${level}`,
      at: 84 + level * 0.01,
      took: 8 - level * 0.02,
    });
  }
  return trace.answer;
}
