/**
 * Which traces wait to be analysed. Fed with what has been received since when; a trace is handed out once nothing of it
 * has come for a while. What was analysed is remembered only as long as its receipt may be looked at again.
 *
 *     arrived ── quiet? ── taken ── done        a span that comes later makes it arrive again
 *                                ├─ failed ──> arrived
 *                                └─ missing     the next look at its receipts makes it arrive again
 */
import type { TraceKey } from './trace-key.ts';

export interface WaitingTrace extends TraceKey {
  /** Second of its last receipt. */
  last: number;
  /** Spans of it, as far as the look that brought it could see. */
  spans: number;
}

export class QuietTraces {
  readonly #waiting = new Map<string, WaitingTrace>();
  readonly #done = new Map<string, { last: number; spans: number }>();

  get count(): number {
    return this.#waiting.size;
  }

  /** Second of the oldest receipt that is not worked up; undefined when nothing waits. */
  get oldest(): number | undefined {
    let oldest: number | undefined;
    for (const { last } of this.#waiting.values()) if (oldest === undefined || last < oldest) oldest = last;
    return oldest;
  }

  /**
   * Brought again by every look at the same receipts. A request whose commit took long shows in the number of spans,
   * even where its receipt lies before one that is worked up already.
   */
  arrived({ bin, traceId, last, spans }: WaitingTrace): void {
    const key = keyOf(bin, traceId);
    const done = this.#done.get(key);
    if (done !== undefined && done.last >= last && done.spans >= spans) return;
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#waiting.set(key, { bin, traceId, last, spans });
    else {
      waiting.last = Math.max(waiting.last, last);
      waiting.spans = Math.max(waiting.spans, spans);
    }
  }

  /** Up to `max` traces with nothing received after second `before`, in the order of their arrival. They keep waiting. */
  quietSince(before: number, max: number): WaitingTrace[] {
    const found: WaitingTrace[] = [];
    for (const trace of this.#waiting.values()) {
      if (trace.last > before) continue;
      if (found.push({ ...trace }) >= max) break;
    }
    return found;
  }

  /** Rows of these are in the store, made of so many spans. What came for them in the meantime lets them wait on. */
  done(traces: readonly WaitingTrace[]): void {
    for (const { bin, traceId, last, spans } of traces) {
      const key = keyOf(bin, traceId);
      this.#done.set(key, { last, spans });
      if (this.#waiting.get(key)?.last === last) this.#waiting.delete(key);
    }
  }

  /** Could not be read: they have expired, or are so new that not all of them is to be seen yet. */
  missing(traces: readonly TraceKey[]): void {
    for (const { bin, traceId } of traces) this.#waiting.delete(keyOf(bin, traceId));
  }

  /** Receipts before this second will not be looked at again. */
  forgetBefore(second: number): void {
    for (const [key, { last }] of this.#done) if (last < second) this.#done.delete(key);
  }
}

function keyOf(bin: string, traceId: string): string {
  return `${traceId}${bin}`;
}
