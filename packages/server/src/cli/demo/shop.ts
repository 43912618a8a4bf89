/** What happens in the shop: one function for each kind of request and job. */
import { SpanKind, StatusCode } from '@tracebin/model';
import type { Random } from './random.ts';
import { type Attributes, type NewId, TraceBuilder } from './trace-builder.ts';

/** The two large stations have weeks of thousands of slots; everybody else has a handful. */
const LARGE_STATIONS = ['KTLA', 'WNYW'];
const SMALL_STATIONS = ['KBTV', 'WPDE', 'KOLR', 'WHIZ', 'KTVN', 'WBOC', 'KXLF', 'WVIR'];
const USERS = ['ana', 'boris', 'chen', 'dora', 'emil', 'farah', 'goran', 'hana'];
/** Queries of one week of a large station: the request that everybody complains about. */
export const HEAVY_QUERIES = 4_012;

export class Shop {
  readonly #random: Random;
  readonly #newId: NewId;

  /** @param newId ids are new in every demo, though the day is the same: a span that comes again counts once */
  constructor(random: Random, newId: NewId) {
    this.#random = random;
    this.#newId = newId;
  }

  /** A request or job as they come: mostly pages, the heavy week once in a few hundred. */
  any(atMs: number): TraceBuilder {
    const dice = this.#random.next();
    if (dice < 0.3) return this.dashboard(atMs);
    if (dice < 0.55) return this.station(atMs);
    if (dice < 0.75) return this.week(atMs, this.#random.pick(SMALL_STATIONS), this.#random.whole(8, 40));
    if (dice < 0.87) return this.saveSlot(atMs);
    if (dice < 0.97) return this.rates(atMs);
    return this.exportReport(atMs);
  }

  dashboard(atMs: number): TraceBuilder {
    return this.#request(atMs, 'GET', '/', {}, (trace) => {
      this.#cache(trace, 'GET', 'dashboard:v3');
      this.#sql(
        trace,
        'SELECT stations',
        'SELECT id, call_sign, city FROM stations WHERE owner_id = $1',
        1.6,
      );
      this.#sql(
        trace,
        'SELECT slots',
        'SELECT count(*) FROM slots WHERE starts_at > now() AND state = $1',
        4.2,
      );
      this.#render(trace, 'dashboard.ejs', 6);
    });
  }

  station(atMs: number): TraceBuilder {
    const callSign = this.#random.pick([...LARGE_STATIONS, ...SMALL_STATIONS]);
    return this.#request(atMs, 'GET', '/stations/:callSign', { 'station.call_sign': callSign }, (trace) => {
      this.#sql(trace, 'SELECT stations', 'SELECT * FROM stations WHERE call_sign = $1', 1.2);
      this.#sql(
        trace,
        'SELECT breaks',
        'SELECT * FROM breaks WHERE station_id = $1 ORDER BY starts_at LIMIT 50',
        3,
      );
      this.#render(trace, 'station.ejs', 4);
    });
  }

  /** Three nested serializers; the innermost asks the database once for each slot. */
  week(atMs: number, callSign: string, slots: number): TraceBuilder {
    return this.#request(atMs, 'GET', '/api/week/:date', { 'station.call_sign': callSign }, (trace) => {
      this.#sql(trace, 'SELECT breaks', 'SELECT * FROM breaks WHERE station_id = $1 AND week = $2', 5);
      trace.span('serialize week', {
        attributes: { 'code.function.name': 'serializeWeek', 'code.file.path': 'src/serializers/week.js' },
        inside: () => {
          for (let slot = 0; slot < slots; slot++) {
            this.#sql(
              trace,
              'SELECT advertisers',
              'SELECT id, name, category FROM advertisers WHERE id = $1',
              slots > 1_000 ? 4.4 : 1.1,
              {
                'code.function.name': 'serializeSlot',
                'code.file.path': 'src/serializers/slot.js',
                'code.line.number': 41,
              },
            );
          }
        },
      });
      trace.work(2);
    });
  }

  heavyWeek(atMs: number): TraceBuilder {
    // One query for the breaks, the rest for the slots.
    return this.week(atMs, this.#random.pick(LARGE_STATIONS), HEAVY_QUERIES);
  }

  saveSlot(atMs: number): TraceBuilder {
    return this.#request(atMs, 'POST', '/api/slots', {}, (trace) => {
      this.#sql(trace, 'SELECT slots', 'SELECT id FROM slots WHERE break_id = $1 FOR UPDATE', 2);
      this.#sql(
        trace,
        'INSERT slots',
        'INSERT INTO slots (break_id, advertiser_id, seconds) VALUES ($1, $2, $3)',
        3,
      );
      trace.span('publish-schedule publish', {
        kind: SpanKind.producer,
        attributes: {
          'messaging.system': 'bullmq',
          'messaging.destination.name': 'publish-schedule',
          'messaging.operation.type': 'publish',
        },
        ms: 3,
        inside: () => this.#publishJob(trace),
      });
    });
  }

  rates(atMs: number): TraceBuilder {
    const callSign = this.#random.pick(SMALL_STATIONS);
    return this.#request(atMs, 'GET', '/api/rates/:callSign', { 'station.call_sign': callSign }, (trace) => {
      trace.span('GET', {
        kind: SpanKind.client,
        attributes: {
          'http.request.method': 'GET',
          'url.full': `http://rates:8081/rates/${callSign}`,
          'server.address': 'rates',
          'http.response.status_code': 200,
        },
        ms: 1,
        inside: () => {
          trace.span('GET /rates/:callSign', {
            kind: SpanKind.server,
            service: 'rates',
            attributes: {
              'http.request.method': 'GET',
              'http.route': '/rates/:callSign',
              'url.path': `/rates/${callSign}`,
              'http.response.status_code': 200,
            },
            ms: 2,
            inside: () => this.#sql(trace, 'SELECT rates', 'SELECT price FROM rates WHERE station = $1', 6),
          });
          trace.work(0.5);
        },
      });
    });
  }

  /** Fails for one in three, when the file store is slow. */
  exportReport(atMs: number): TraceBuilder {
    const fails = this.#random.next() < 0.33;
    const trace = this.#request(atMs, 'GET', '/api/export/:month', {}, (inside) => {
      this.#sql(inside, 'SELECT slots', 'SELECT * FROM slots WHERE month = $1', 60);
      inside.work(fails ? 900 : 30);
    });
    if (fails) {
      const root = trace.spans[0]!;
      root.status = StatusCode.error;
      root.attributes['http.response.status_code'] = 500;
      root.attributes['error.type'] = 'TimeoutError';
      root.exception = {
        at: root.end,
        type: 'TimeoutError',
        message: 'file store did not answer within 900 ms',
      };
    }
    return trace;
  }

  #publishJob(trace: TraceBuilder): void {
    const waited = trace.now;
    trace.work(40);
    trace.span('publish-schedule process', {
      kind: SpanKind.consumer,
      service: 'scruffy-worker',
      attributes: {
        'messaging.system': 'bullmq',
        'messaging.destination.name': 'publish-schedule',
        'messaging.operation.type': 'process',
      },
      inside: () => {
        this.#sql(trace, 'SELECT slots', 'SELECT * FROM slots WHERE break_id = $1', 4);
        trace.work(25);
        this.#sql(trace, 'UPDATE breaks', 'UPDATE breaks SET published_at = now() WHERE id = $1', 3);
      },
    });
    // The sender went on long before the job ran.
    trace.now = waited;
  }

  #request(
    atMs: number,
    method: string,
    route: string,
    attributes: Attributes,
    inside: (trace: TraceBuilder) => void,
  ): TraceBuilder {
    const trace = new TraceBuilder(this.#random, this.#newId, atMs);
    trace.span(`${method} ${route}`, {
      kind: SpanKind.server,
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'url.path': route,
        'url.scheme': 'http',
        'http.response.status_code': method === 'POST' ? 201 : 200,
        'user.id': this.#random.pick(USERS),
        ...attributes,
      },
      inside: () => {
        trace.work(1.5);
        inside(trace);
        trace.work(0.8);
      },
    });
    return trace;
  }

  #sql(trace: TraceBuilder, name: string, text: string, ms: number, more: Attributes = {}): void {
    trace.span(name, {
      kind: SpanKind.client,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': 'scruffy',
        'db.query.text': text,
        ...more,
      },
      ms,
    });
    trace.work(0.05);
  }

  #cache(trace: TraceBuilder, operation: string, key: string): void {
    trace.span(operation, {
      kind: SpanKind.client,
      attributes: {
        'db.system.name': 'redis',
        'db.operation.name': operation,
        'db.query.text': `${operation} ${key}`,
      },
      ms: 0.4,
    });
  }

  #render(trace: TraceBuilder, view: string, ms: number): void {
    trace.span(`render ${view}`, { attributes: { 'view.name': view, 'template.engine': 'ejs' }, ms });
  }
}
