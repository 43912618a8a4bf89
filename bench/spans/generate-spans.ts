/**
 * Spans of the imagined shop, trace by trace in the order of time, the same for the same seed.
 *
 * What the tests hold it to: about 12 attributes a span, traces of 10 to 30 spans, one span in ten an entry
 * span, a few endpoints and users with most of the traffic, some statements above 500 bytes.
 */
import { Layer, SpanKind, StatusCode } from '@tracebin/model';
import { Double, type GeneratedResource, type GeneratedSpan, type GeneratedValue } from './generated-span.ts';
import { Random } from './random.ts';
import { ENDPOINTS, type Endpoint, SERVICES, type Step } from './world.ts';

export interface GenerateOptions {
  spans: number;
  seed?: number;
  /** Length of the range over which traces start. */
  rangeMs: number;
}

export const USERS = 50_000;
/** Of the first byte of a trace's id: a tenth of the traces ran there. */
const STAGING_BELOW = 26;
const MS = 1e6;
const NO_PARENT = new Uint8Array(8);
const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
];
const TENANTS = ['north', 'south', 'east', 'west', 'harbour', 'airport', 'online', 'outlet'];
const LONG_COLUMNS =
  'p.id, p.slug, p.title, p.description, p.price_cents, p.currency, p.category_id, p.brand_id, p.weight_grams, ' +
  'p.published_at, p.updated_at, c.name AS category_name, b.name AS brand_name, i.url AS image_url';

export function generateResources(): GeneratedResource[] {
  const resources: GeneratedResource[] = [];
  for (const [service, { processes, language, scope, version }] of Object.entries(SERVICES)) {
    // One more process of each service runs where changes are tried.
    for (let process = 0; process <= processes; process++) {
      const pod = `${service}-7c9f8d6b5-${(process * 7919 + service.length * 104729).toString(36).padStart(5, 'x')}`;
      resources.push({
        index: resources.length,
        service,
        scopeName: scope,
        scopeVersion: version,
        attributes: {
          'service.version': `2026.11.${service.length}`,
          'deployment.environment.name': process < processes ? 'production' : 'staging',
          'host.name': `node-${(process % 5) + 1}.shop.internal`,
          'k8s.pod.name': pod,
          'k8s.namespace.name': 'shop',
          'telemetry.sdk.language': language,
          'process.pid': String(17 + process),
        },
      });
    }
  }
  return resources;
}

export function* generateSpans(options: GenerateOptions): Generator<GeneratedSpan> {
  const random = new Random(options.seed ?? 1);
  const world = new World(random);
  let produced = 0;
  while (produced < options.spans) {
    const share = produced / options.spans;
    for (const span of world.trace(share * options.rangeMs * MS)) {
      yield span;
      if (++produced === options.spans) return;
    }
  }
}

class World {
  readonly #random: Random;
  /** By environment and service. */
  readonly #processes = new Map<string, GeneratedResource[]>();
  readonly #byName = new Map<string, Endpoint>();
  readonly #weighted: Endpoint[] = [];

  constructor(random: Random) {
    this.#random = random;
    for (const resource of generateResources()) {
      const key = `${resource.attributes['deployment.environment.name']} ${resource.service}`;
      const list = this.#processes.get(key) ?? [];
      list.push(resource);
      this.#processes.set(key, list);
    }
    for (const endpoint of ENDPOINTS) {
      this.#byName.set(`${endpoint.service} ${endpoint.route}`, endpoint);
      for (let ticket = 0; ticket < endpoint.weight; ticket++) this.#weighted.push(endpoint);
    }
  }

  /** The spans of one trace in the order in which they end. */
  trace(start: number): GeneratedSpan[] {
    const traceId = new Uint8Array(16);
    this.#random.fill(traceId);
    const spans: GeneratedSpan[] = [];
    const user = this.#random.skewed(USERS);
    // Not drawn, so that the traces are those of before there was a second environment.
    const environment = traceId[0]! < STAGING_BELOW ? 'staging' : 'production';
    const tenant = TENANTS[user % TENANTS.length]!;
    const context: TraceContext = { traceId, environment, user, tenant, spans };
    this.#entry(context, this.#random.pick(this.#weighted), NO_PARENT, start);
    return spans;
  }

  /** Adds the entry span and everything beneath it; returns when it ended. */
  #entry(context: TraceContext, endpoint: Endpoint, parent: Uint8Array, start: number): number {
    const random = this.#random;
    const resource = random.pick(this.#processes.get(`${context.environment} ${endpoint.service}`)!);
    const spanId = this.#id();
    const failed = random.chance(endpoint.failureRate);
    const slow = random.chance(0.01) ? 20 : 1;
    let now = start + random.logNormal(endpoint.ownMs * 0.4, endpoint.spread) * MS * slow;
    for (const step of endpoint.steps) now = this.#step(context, resource, step, spanId, now);
    const end = now + random.logNormal(endpoint.ownMs * 0.6, endpoint.spread) * MS * slow;
    const consumes = endpoint.method === 'CONSUME';
    const span = this.#span(context, resource, spanId, parent, start, end);
    span.kind = consumes ? SpanKind.consumer : SpanKind.server;
    span.name = consumes ? `${endpoint.route} process` : `${endpoint.method} ${endpoint.route}`;
    if (consumes) span.layer = Layer.queue;
    if (failed)
      fail(span, 'TimeoutError', `no answer from upstream within ${random.pick([500, 1000, 2000])} ms`);
    if (consumes) {
      add(span, 'messaging.system', 'rabbitmq');
      add(span, 'messaging.operation.type', 'process');
      add(span, 'messaging.destination.name', 'shop.jobs');
      add(span, 'messaging.message.id', hex(random, 16));
      add(span, 'messaging.message.body.size', 200 + random.below(4000));
      add(span, 'job.name', endpoint.route);
      add(span, 'job.retries', random.skewed(4));
    } else {
      const id = random.skewed(20_000);
      add(span, 'http.request.method', endpoint.method);
      add(span, 'http.route', endpoint.route);
      add(span, 'url.path', endpoint.route.replace(/[:<{]\w+[>}]?/, `item-${id}`));
      add(span, 'url.scheme', 'https');
      add(
        span,
        'http.response.status_code',
        failed ? random.pick([500, 502, 504]) : random.chance(0.02) ? 404 : 200,
      );
      add(span, 'http.response.body.size', Math.round(random.logNormal(9000, 1)));
      add(span, 'user_agent.original', BROWSERS[random.skewed(BROWSERS.length)]!);
      add(
        span,
        'client.address',
        `10.${context.user % 23}.${(context.user >> 4) % 251}.${context.user % 253}`,
      );
      add(span, 'network.protocol.version', '1.1');
    }
    add(span, 'user.id', `u-${context.user}`);
    add(span, 'shop.tenant', context.tenant);
    add(span, 'process.cpu.ms', new Double(Math.round((end - start) / 1e4) / 100));
    add(span, 'feature.new_prices', context.user % 3 === 0);
    return end;
  }

  #step(
    context: TraceContext,
    resource: GeneratedResource,
    step: Step,
    parent: Uint8Array,
    start: number,
  ): number {
    switch (step.does) {
      case 'call':
      case 'enqueue':
        return this.#call(context, resource, step, parent, start);
      case 'sql':
      case 'cache': {
        let now = start;
        for (let time = 0; time < step.times; time++)
          now = this.#query(context, resource, step, parent, now + 0.05 * MS);
        return now;
      }
      default:
        return this.#work(context, resource, step, parent, start);
    }
  }

  #call(
    context: TraceContext,
    resource: GeneratedResource,
    step: Step & { does: 'call' | 'enqueue' },
    parent: Uint8Array,
    start: number,
  ): number {
    const random = this.#random;
    const endpoint = this.#byName.get(step.endpoint)!;
    const spanId = this.#id();
    const begins = start + random.logNormal(step.ms, 0.4) * MS;
    const enqueues = step.does === 'enqueue';
    const childEnd = this.#entry(
      context,
      endpoint,
      spanId,
      enqueues ? begins + random.logNormal(400, 1) * MS : begins,
    );
    const end = (enqueues ? begins : childEnd) + random.logNormal(step.ms, 0.4) * MS;
    const span = this.#span(context, resource, spanId, parent, start, end);
    const host = `${endpoint.service}.shop.svc.cluster.local`;
    span.kind = enqueues ? SpanKind.producer : SpanKind.client;
    span.layer = enqueues ? Layer.queue : Layer.http;
    span.name = enqueues ? 'shop.jobs publish' : endpoint.method;
    if (enqueues) {
      add(span, 'messaging.system', 'rabbitmq');
      add(span, 'messaging.operation.type', 'publish');
      add(span, 'messaging.destination.name', 'shop.jobs');
      add(span, 'messaging.message.id', hex(random, 16));
      add(span, 'messaging.message.body.size', 200 + random.below(4000));
    } else {
      add(span, 'http.request.method', endpoint.method);
      add(
        span,
        'url.full',
        `http://${host}:8080${endpoint.route.replace(/[:<{]\w+[>}]?/, `item-${random.skewed(20_000)}`)}`,
      );
      add(span, 'http.response.status_code', random.chance(endpoint.failureRate) ? 502 : 200);
      add(span, 'http.response.body.size', Math.round(random.logNormal(3000, 1)));
      add(span, 'network.protocol.version', '1.1');
    }
    add(span, 'server.address', host);
    add(span, 'server.port', 8080);
    add(span, 'network.peer.address', `10.0.${endpoint.service.length}.${10 + random.below(4)}`);
    add(span, 'code.function.name', `callService`);
    add(span, 'code.file.path', `/srv/${resource.service}/src/clients/${endpoint.service}.js`);
    add(span, 'code.line.number', 40 + endpoint.route.length);
    add(span, 'shop.tenant', context.tenant);
    return end;
  }

  #query(
    context: TraceContext,
    resource: GeneratedResource,
    step: Step & { does: 'sql' | 'cache' },
    parent: Uint8Array,
    start: number,
  ): number {
    const random = this.#random;
    const end = start + random.logNormal(step.ms, step.does === 'sql' ? 0.8 : 0.4) * MS;
    const span = this.#span(context, resource, this.#id(), parent, start, end);
    span.kind = SpanKind.client;
    if (step.does === 'cache') {
      span.layer = Layer.cache;
      span.name = `${step.verb} ${step.prefix}`;
      add(span, 'db.system.name', 'redis');
      add(span, 'db.operation.name', step.verb);
      add(span, 'db.query.text', `${step.verb} ${step.prefix}:${random.skewed(100_000)}`);
      add(span, 'db.namespace', '0');
      add(span, 'cache.hit', random.chance(0.85));
      add(span, 'server.address', 'redis.shop.svc.cluster.local');
      add(span, 'server.port', 6379);
    } else {
      span.layer = Layer.db;
      span.name = `${step.verb} ${step.table}`;
      add(span, 'db.system.name', 'postgresql');
      add(span, 'db.namespace', 'shop');
      add(span, 'db.operation.name', step.verb);
      add(span, 'db.collection.name', step.table);
      add(span, 'db.query.text', statement(random, step));
      add(span, 'db.response.returned_rows', random.skewed(500));
      add(span, 'server.address', `pg-${resource.service}.shop.svc.cluster.local`);
      add(span, 'server.port', 5432);
    }
    add(span, 'network.peer.address', `10.0.9.${10 + random.below(3)}`);
    add(span, 'code.function.name', `${step.does === 'sql' ? step.table : step.prefix}.load`);
    add(
      span,
      'code.file.path',
      `/srv/${resource.service}/src/${step.does === 'sql' ? step.table : 'cache'}.js`,
    );
    add(span, 'code.line.number', 12 + span.name.length * 3);
    add(span, 'thread.id', 1 + random.below(8));
    return end;
  }

  #work(
    context: TraceContext,
    resource: GeneratedResource,
    step: Step & { does: 'view' | 'work' },
    parent: Uint8Array,
    start: number,
  ): number {
    const random = this.#random;
    const end = start + random.logNormal(step.ms, 0.5) * MS;
    const span = this.#span(context, resource, this.#id(), parent, start, end);
    span.kind = SpanKind.internal;
    if (step.does === 'view') span.layer = Layer.view;
    const code = step.does === 'view' ? `render ${step.template}` : step.code;
    span.name = code;
    add(span, 'code.function.name', code);
    add(span, 'code.file.path', `/srv/${resource.service}/src/${step.does}.js`);
    add(span, 'code.line.number', 100 + code.length);
    add(span, 'shop.items', random.skewed(60));
    add(span, 'shop.tenant', context.tenant);
    add(span, 'shop.currency', random.pick(['EUR', 'EUR', 'EUR', 'USD', 'CHF']));
    add(span, 'shop.basket_total', new Double(Math.round(random.logNormal(4000, 1)) / 100));
    add(span, 'user.id', `u-${context.user}`);
    add(span, 'feature.new_prices', context.user % 3 === 0);
    add(span, 'thread.id', 1 + random.below(8));
    add(span, 'process.cpu.ms', new Double(Math.round((end - start) / 1e4) / 100));
    add(span, 'request.id', hex(random, 12));
    return end;
  }

  #span(
    context: TraceContext,
    resource: GeneratedResource,
    spanId: Uint8Array,
    parentSpanId: Uint8Array,
    start: number,
    end: number,
  ): GeneratedSpan {
    const span: GeneratedSpan = {
      resource,
      traceId: context.traceId,
      spanId,
      parentSpanId,
      name: '',
      kind: SpanKind.internal,
      status: StatusCode.unset,
      statusMessage: '',
      layer: Layer.app,
      start: Math.round(start),
      duration: Math.round(end) - Math.round(start),
      keys: [],
      values: [],
      exception: undefined,
    };
    context.spans.push(span);
    return span;
  }

  #id(): Uint8Array {
    const id = new Uint8Array(8);
    this.#random.fill(id);
    id[0]! |= 1;
    return id;
  }
}

interface TraceContext {
  traceId: Uint8Array;
  environment: string;
  user: number;
  tenant: string;
  spans: GeneratedSpan[];
}

function add(span: GeneratedSpan, key: string, value: GeneratedValue): void {
  span.keys.push(key);
  span.values.push(value);
}

function fail(span: GeneratedSpan, type: string, message: string): void {
  span.status = StatusCode.error;
  span.statusMessage = message;
  add(span, 'error.type', type);
  span.exception = {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': `${type}: ${message}\n    at Client.request (/srv/app/src/client.js:88:11)\n    at async handle (/srv/app/src/routes.js:41:17)`,
  };
}

function statement(random: Random, step: Step & { does: 'sql' }): string {
  if (step.verb === 'INSERT')
    return `INSERT INTO ${step.table} (id, owner_id, state, created_at) VALUES ($1, $2, $3, now())`;
  if (step.verb === 'UPDATE')
    return `UPDATE ${step.table} SET quantity = quantity - $1, updated_at = now() WHERE sku = $2`;
  if (step.long) {
    const ids = Array.from({ length: 20 + random.below(60) }, () => 1000 + random.below(90_000));
    return `SELECT ${LONG_COLUMNS} FROM ${step.table} p JOIN category c ON c.id = p.category_id LEFT JOIN brand b ON b.id = p.brand_id LEFT JOIN image i ON i.product_id = p.id AND i.position = 0 WHERE p.id IN (${ids.join(', ')}) ORDER BY p.published_at DESC`;
  }
  return `SELECT t.id, t.owner_id, t.state, t.created_at FROM ${step.table} t WHERE t.owner_id = $1 AND t.deleted_at IS NULL ORDER BY t.id LIMIT 50`;
}

function hex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) text += random.bits().toString(16).padStart(8, '0');
  return text.slice(0, digits);
}
