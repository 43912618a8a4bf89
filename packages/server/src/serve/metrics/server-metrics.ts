/** The registry of one server; every server of a process has its own, so tests can start several. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export class ServerMetrics {
  readonly registry = new Registry();
  readonly #accepted: Counter<'kind'>;
  readonly #rejected: Counter<'door'>;
  readonly #refused: Counter<'door' | 'reason'>;
  readonly #receivedBytes: Counter<'door'>;
  readonly #decodedBytes: Counter;
  readonly #requests: Counter<'route' | 'method' | 'status'>;
  readonly #answerSeconds: Histogram<'route'>;
  readonly #ingestSeconds: Histogram<'door'>;
  readonly #commitSeconds: Histogram;
  #defaultsCollected = false;

  constructor() {
    const registers = [this.registry];
    this.#accepted = new Counter({
      name: 'tracebin_accepted_total',
      help: 'Events (spans, log records) and metric points that were acknowledged and are in the store',
      labelNames: ['kind'],
      registers,
    });
    this.#rejected = new Counter({
      name: 'tracebin_rejected_total',
      help: 'Events and points turned away one by one inside requests that were taken',
      labelNames: ['door'],
      registers,
    });
    this.#refused = new Counter({
      name: 'tracebin_refused_requests_total',
      help: 'Requests of senders that were turned away as a whole, by reason',
      labelNames: ['door', 'reason'],
      registers,
    });
    this.#receivedBytes = new Counter({
      name: 'tracebin_received_bytes_total',
      help: 'Bytes of bodies as they were sent',
      labelNames: ['door'],
      registers,
    });
    this.#decodedBytes = new Counter({
      name: 'tracebin_decoded_bytes_total',
      help: 'Bytes of accepted bodies after decompression',
      registers,
    });
    this.#requests = new Counter({
      name: 'tracebin_http_requests_total',
      help: 'Answers over HTTP by route and status',
      labelNames: ['route', 'method', 'status'],
      registers,
    });
    this.#answerSeconds = new Histogram({
      name: 'tracebin_http_answer_seconds',
      help: 'Time to answer a request of the API',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.#ingestSeconds = new Histogram({
      name: 'tracebin_ingest_seconds',
      help: 'Time from the complete body of a sender to its answer, which includes the commit',
      labelNames: ['door'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#commitSeconds = new Histogram({
      name: 'tracebin_commit_seconds',
      help: 'Time the store takes to commit a group of requests',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
  }

  commitTook(seconds: number): void {
    this.#commitSeconds.observe(seconds);
  }

  committed(kind: string, count: number, bodyBytes: number): void {
    this.#accepted.inc({ kind }, count);
    this.#decodedBytes.inc(bodyBytes);
  }

  rejected(door: string, count: number): void {
    if (count > 0) this.#rejected.inc({ door }, count);
  }

  refused(door: string, reason: string): void {
    this.#refused.inc({ door, reason });
  }

  received(door: string, bytes: number, seconds: number): void {
    this.#receivedBytes.inc({ door }, bytes);
    this.#ingestSeconds.observe({ door }, seconds);
  }

  answered(route: string, method: string, status: number, seconds: number): void {
    this.#requests.inc({ route, method, status: String(status) });
    if (route.startsWith('/api')) this.#answerSeconds.observe({ route }, seconds);
  }

  /** Adds numbers that are read when they are asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /** A number that only grows and is counted elsewhere. */
  counter(name: string, help: string, read: () => number): void {
    let told = 0;
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        const now = read();
        this.inc(Math.max(0, now - told));
        told = now;
      },
    });
  }

  /** Prometheus text. The event loop and the process are watched from the first time somebody asks. */
  async text(): Promise<string> {
    if (!this.#defaultsCollected) {
      this.#defaultsCollected = true;
      collectDefaultMetrics({ register: this.registry });
    }
    return await this.registry.metrics();
  }
}
