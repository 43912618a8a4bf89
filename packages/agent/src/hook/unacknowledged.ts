/**
 * Work on messages that has begun and ends with their acknowledgement, one by one, several at once, or never: then it ends
 * when the wait for it is over, as of the time when the handler returned, which is all that is known.
 */
import type { RecordedSpan } from '../record/span.ts';

interface Work {
  channel: unknown;
  /** Counts the deliveries on the channel. */
  tag: number;
  span: RecordedSpan;
  returnedMs: number;
}

/** What RabbitMQ itself allows a consumer by default. */
const MAX_WAIT_MS = 30 * 60_000;
/** When there are more, the oldest is given up. */
const MAX_WAITING = 1_000;

export class Unacknowledged {
  readonly #work = new Map<object, Work>();
  #timer: NodeJS.Timeout | undefined = undefined;

  get size(): number {
    return this.#work.size;
  }

  add(message: object, channel: unknown, tag: number, span: RecordedSpan): void {
    this.#work.set(message, { channel, tag, span, returnedMs: Number.POSITIVE_INFINITY });
  }

  has(message: object): boolean {
    return this.#work.has(message);
  }

  /** @returns false where the handler itself has acknowledged the message, or a later one with it */
  forget(message: object): boolean {
    return this.#work.delete(message);
  }

  /** The handler has returned without a promise: from now on only an acknowledgement can end the work. */
  wait(message: object): void {
    const work = this.#work.get(message);
    if (work === undefined) return;
    work.returnedMs = performance.now();
    if (this.#work.size > MAX_WAITING) this.#giveUpOldest();
    this.#timer ??= setInterval(() => this.#giveUpLate(), MAX_WAIT_MS / 30).unref();
  }

  end(message: object): void {
    const work = this.#work.get(message);
    if (work === undefined) return;
    this.#work.delete(message);
    // While the handler runs, its return is the end of the work.
    if (work.returnedMs !== Number.POSITIVE_INFINITY) work.span.end();
  }

  /** All of a channel, up to that delivery. */
  endUpTo(channel: unknown, tag: number): void {
    for (const [message, work] of this.#work)
      if (work.channel === channel && work.tag <= tag) this.end(message);
  }

  #giveUpOldest(): void {
    for (const [message, work] of this.#work) {
      if (work.returnedMs === Number.POSITIVE_INFINITY) continue;
      this.#giveUp(message, work);
      return;
    }
  }

  #giveUpLate(): void {
    const latest = performance.now() - MAX_WAIT_MS;
    for (const [message, work] of this.#work) if (work.returnedMs <= latest) this.#giveUp(message, work);
    if (this.#work.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #giveUp(message: object, { span, returnedMs }: Work): void {
    this.#work.delete(message);
    span.setAttribute('tracebin.unacknowledged', true);
    span.end(returnedMs);
  }
}
