/**
 * Sends what waits in the signals over OTLP/HTTP, without ever getting into the app's way: one request at a time on one
 * kept-alive socket, timers that do not keep the process alive, answers that are read and not trusted.
 *
 * Retries follow the OTLP specification: 429, 502, 503, 504 and failed connections are tried again with growing, jittered
 * pauses or after `Retry-After`; any other answer means that these items will never be accepted, and they are dropped. What a
 * server rejects singly from a request that it takes (`objections.ts`) is not tried again either.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { measureEpochOffset } from '../record/clock.ts';
import { runUntraced } from '../record/untraced.ts';
import type { Piece } from './byte-queue.ts';
import { Objections } from './objections.ts';
import type { Outcome } from './outcome.ts';
import { post } from './post.ts';
import { isLoopback } from './proxy.ts';
import type { Transport } from './transport.ts';

const compress = promisify(gzip);

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Nothing more is said of failures for so long after a line about one. */
const QUIET_MS = 600_000;
/** Smaller bodies cost more to compress than to send. */
const MIN_GZIP_BYTES = 1_024;
/** Of one request, before it is compressed; servers commonly take 4 MB. */
const MAX_REQUEST_BYTES = 1_000_000;

const FIXED_HEADERS = { 'content-type': 'application/x-protobuf', 'user-agent': 'tracebin-agent' };

/** A request that is still to be made when this sender cannot make it any more. */
export interface LastWords {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** What the sender needs of a `Signal`. */
export interface Outgoing {
  readonly path: string;
  dropped: number;
  pack(): void;
  take(maxBytes: number): Piece | undefined;
  putBack(piece: Piece): void;
}

export interface SenderOptions {
  /** Where the server is; for what is said of it, and to see whether it is this machine. */
  url: URL;
  transport: Transport;
  /** Of each request, beside our own. */
  headers: Record<string, string>;
  flushIntervalMs: number;
  requestTimeoutMs: number;
  signals: readonly Outgoing[];
  warn: (message: string) => void;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #objections: Objections;
  /** Over the loopback interface a byte costs less to send than to compress (0.7 µs a span). */
  readonly #compresses: boolean;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #pauseUntilMs = 0;
  #failures = 0;
  #isFailing = false;
  #inFlight: { path: string; body: Buffer } | undefined;
  #toldOfDropped = false;
  #quietUntilMs = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#objections = new Objections(options.warn);
    this.#compresses = !isLoopback(options.url.hostname);
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), this.#options.flushIntervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#options.transport.close();
  }

  /** Whether the last request failed. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Whether something was sent that nobody answered yet; signals do not count it as waiting. */
  get isAwaitingAnswer(): boolean {
    return this.#inFlight !== undefined;
  }

  /** Sends what waits now, unless the server asked for a pause or a flush is under way. Never rejects. */
  flush(): Promise<void> {
    if (this.#running === undefined && performance.now() < this.#pauseUntilMs) {
      // Objects weigh more than bytes, also while nobody takes them.
      for (const signal of this.#options.signals) signal.pack();
      this.#sayDropped();
      return Promise.resolve();
    }
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Sends all that was recorded until now, whatever pause was asked for. Never rejects. */
  async flushAll(): Promise<void> {
    await this.#running;
    this.#pauseUntilMs = 0;
    await this.flush();
  }

  /** All that was not answered yet, for a way of its own; nothing when the server did not take it the last time. */
  lastWords(): LastWords[] {
    const { url, signals, transport } = this.#options;
    if (this.#isFailing || !transport.isDirect) return [];
    return signals.flatMap((signal) => {
      signal.pack();
      const bodies = this.#inFlight?.path === signal.path ? [this.#inFlight.body] : [];
      for (;;) {
        const piece = signal.take(MAX_REQUEST_BYTES);
        if (piece === undefined) break;
        bodies.push(piece.bytes);
      }
      const headers = { ...this.#options.headers, ...FIXED_HEADERS };
      return bodies.map((body) => ({ url: `${url.href.replace(/\/+$/, '')}${signal.path}`, headers, body }));
    });
  }

  #run(): Promise<void> {
    return runUntraced(() => this.#drain())
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
      });
  }

  /**
   * What gathers while this sends waits for the next time: otherwise a busy app would send a few spans at a time without
   * end (measured: 30 µs a span instead of 2).
   */
  async #drain(): Promise<void> {
    measureEpochOffset();
    for (const signal of this.#options.signals) signal.pack();
    for (const signal of this.#options.signals) {
      for (;;) {
        const piece = signal.take(MAX_REQUEST_BYTES);
        if (piece === undefined) break;
        if (!(await this.#deliver(signal, piece))) return;
      }
    }
    this.#sayDropped();
  }

  /** @returns whether it makes sense to go on */
  async #deliver(signal: Outgoing, piece: Piece): Promise<boolean> {
    this.#inFlight = { path: signal.path, body: piece.bytes };
    const outcome = await this.#post(signal.path, piece.bytes);
    this.#inFlight = undefined;
    if ('objection' in outcome) {
      this.#failures = 0;
      this.#isFailing = false;
      const objection = await outcome.objection;
      if (objection) this.#objections.heed(signal, piece.items, objection);
      return true;
    }
    this.#isFailing = true;
    this.#sayFailure(outcome.reason);
    if (!outcome.retry) {
      signal.dropped += piece.items;
      // Said with the line above.
      this.#toldOfDropped = true;
      return true;
    }
    signal.putBack(piece);
    // Never before the time that the server asked for, and not all senders at once.
    const pause =
      outcome.retryAfterMs === undefined
        ? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures) * (0.8 + Math.random() * 0.4)
        : outcome.retryAfterMs * (1 + Math.random() * 0.2);
    this.#pauseUntilMs = performance.now() + pause;
    this.#failures++;
    return false;
  }

  /** A server that takes some and refuses some is one line and not one each time. */
  #sayFailure(reason: string): void {
    const now = performance.now();
    if (now < this.#quietUntilMs) return;
    this.#quietUntilMs = now + QUIET_MS;
    this.#options.warn(
      `cannot send to ${this.#options.url.origin}: ${reason}. The app is not affected; sending is tried again quietly.`,
    );
  }

  /** One line in the life of a process; the number goes to the server as a metric. */
  #sayDropped(): void {
    if (this.#toldOfDropped) return;
    const lost = this.#options.signals.reduce((sum, signal) => sum + signal.dropped, 0);
    const dropped = lost - this.#objections.rejected;
    if (dropped === 0) return;
    this.#toldOfDropped = true;
    this.#options.warn(
      `${dropped} spans or log records could not be kept and are lost; more of that is counted as tracebin.dropped_spans`,
    );
  }

  async #post(path: string, body: Buffer): Promise<Outcome> {
    const { transport, requestTimeoutMs } = this.#options;
    const zipped =
      this.#compresses && body.length >= MIN_GZIP_BYTES ? await compress(body, { level: 1 }) : undefined;
    const payload = zipped ?? body;
    const headers: Record<string, string | number> = {
      ...this.#options.headers,
      ...FIXED_HEADERS,
      'content-length': payload.length,
    };
    if (zipped) headers['content-encoding'] = 'gzip';
    return post(transport, path, headers, payload, requestTimeoutMs);
  }
}
