/**
 * Sends what the outboxes hold over OTLP/HTTP, without ever getting into the app's way: one request at a time
 * on one kept-alive socket, timers that do not keep the process alive, answers that are read and not trusted.
 *
 * Retries follow the OTLP specification: 429, 502, 503, 504 and failed connections are tried again with
 * growing, jittered pauses or after `Retry-After`; any other answer means that these spans will never be
 * accepted, and they are dropped.
 */
import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { measureEpochOffset } from '../record/clock.ts';
import { runUntraced } from '../record/untraced.ts';
import type { Parcel, Signal } from './signal.ts';

const compress = promisify(gzip);

const RETRYABLE = new Set([429, 502, 503, 504]);
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Smaller bodies cost more to compress than to send. */
const MIN_GZIP_BYTES = 1_024;

export interface SenderOptions {
  /** Where the server is; the path of the signal comes behind it. */
  url: URL;
  key: string | undefined;
  flushIntervalMs: number;
  requestTimeoutMs: number;
  signals: readonly Signal[];
  warn: (message: string) => void;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #httpAgent: http.Agent;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #pauseUntilMs = 0;
  #failures = 0;
  #warned = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    const { Agent } = options.url.protocol === 'https:' ? https : http;
    this.#httpAgent = new Agent({ keepAlive: true, maxSockets: 1, keepAliveMsecs: 15_000 });
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), this.#options.flushIntervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#httpAgent.destroy();
  }

  /** Sends everything that waits, unless the server asked for a pause. Never rejects. */
  flush(options: { ignorePause?: boolean } = {}): Promise<void> {
    this.#running ??= runUntraced(() => this.#drain(options.ignorePause === true)).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #drain(ignorePause: boolean): Promise<void> {
    measureEpochOffset();
    for (const signal of this.#options.signals) {
      while (ignorePause || performance.now() >= this.#pauseUntilMs) {
        const parcel = signal.take();
        if (parcel === undefined) break;
        if (!(await this.#deliver(signal.path, parcel))) return;
      }
    }
  }

  /** @returns whether it makes sense to go on */
  async #deliver(path: string, parcel: Parcel): Promise<boolean> {
    const outcome = await this.#post(path, parcel.body);
    if (outcome === 'sent') {
      this.#failures = 0;
      this.#warned = false;
      parcel.sent();
      return true;
    }
    this.#warnOnce(outcome.reason);
    if (!outcome.retry) {
      parcel.drop();
      return true;
    }
    parcel.putBack();
    const pause = outcome.retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#pauseUntilMs = performance.now() + pause * (0.8 + Math.random() * 0.4);
    this.#failures++;
    return false;
  }

  async #post(path: string, body: Buffer): Promise<Outcome> {
    const { url, key, requestTimeoutMs } = this.#options;
    const zipped = body.length >= MIN_GZIP_BYTES ? await compress(body, { level: 1 }) : undefined;
    const payload = zipped ?? body;
    const headers: Record<string, string | number> = {
      'content-type': 'application/x-protobuf',
      'content-length': payload.length,
      'user-agent': 'tracebin-agent',
    };
    if (zipped) headers['content-encoding'] = 'gzip';
    if (key) headers['x-tracebin-key'] = key;
    return new Promise((resolve) => {
      const client = url.protocol === 'https:' ? https : http;
      const request = client.request(new URL(`${url.pathname.replace(/\/+$/, '')}${path}`, url), {
        method: 'POST',
        headers,
        agent: this.#httpAgent,
        timeout: requestTimeoutMs,
      });
      request.on('timeout', () => request.destroy(new Error(`no answer within ${requestTimeoutMs} ms`)));
      request.on('error', (error) =>
        resolve({ retry: true, reason: error.message, retryAfterMs: undefined }),
      );
      request.on('socket', (socket) => socket.unref());
      request.on('response', (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve('sent');
        else {
          resolve({
            retry: RETRYABLE.has(status),
            reason: `the server answered ${status}`,
            retryAfterMs: retryAfterMs(response.headers['retry-after']),
          });
        }
      });
      request.end(payload);
    });
  }

  #warnOnce(reason: string): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#options.warn(
      `cannot send to ${this.#options.url.origin}: ${reason}. The app is not affected; sending is tried again quietly.`,
    );
  }
}

type Outcome = 'sent' | { retry: boolean; reason: string; retryAfterMs: number | undefined };

/** RFC 9110 section 10.2.3: seconds or a date. Bounded to five minutes, so that no answer can silence us. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 300_000) : undefined;
}
