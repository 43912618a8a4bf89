/**
 * Which traces wait to be analysed. Fed with what has been received since when; a trace is handed out once nothing of it
 * has come for a while. What was analysed is remembered only as long as its receipt may be looked at again.
 *
 *     arrived ── quiet? ── taken ── done        a span that comes later makes it arrive again
 *                                └─ failed ──> arrived
 */
import { extentOf, type TimeSpan, type TraceKey } from './trace-key.ts';

/** Spans of a trace that were received in one second, as far as they can be seen. */
export interface Receipt extends TraceKey {
  second: number;
  spans: number;
  extent: TimeSpan;
}

export interface WaitingTrace extends TraceKey {
  /** Second of its last receipt. */
  last: number;
  /** Spans of it that looks have seen, and where they lie in time. */
  spans: number;
  extent: TimeSpan;
  receipts: readonly SecondCount[];
}

interface SecondCount {
  second: number;
  spans: number;
}

interface Seen {
  last: number;
  extent: TimeSpan;
  receipts: SecondCount[];
}

export class QuietTraces {
  readonly #waiting = new Map<string, Seen & TraceKey>();
  readonly #done = new Map<string, Seen>();

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
   * Brought again by every look at the same receipts. A request whose commit took long shows in the number of spans of
   * its second, however many the trace has of others, and even where later ones are worked up already.
   */
  arrived({ bin, traceId, second, spans, extent }: Receipt): void {
    const key = keyOf(bin, traceId);
    const done = this.#done.get(key);
    if (done !== undefined && spansIn(done, second) >= spans) return;
    let waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      // What was seen of it before belongs to it still, wherever else it can be seen by now.
      waiting = { bin, traceId, last: second, extent: done?.extent ?? extent, receipts: copyOf(done) };
      this.#waiting.set(key, waiting);
    }
    waiting.last = Math.max(waiting.last, second);
    waiting.extent = extentOf([waiting.extent, extent]);
    addTo(waiting, second, spans);
  }

  /** Up to `max` traces with nothing received after second `before`, in the order of their arrival. They keep waiting. */
  quietSince(before: number, max: number): WaitingTrace[] {
    const found: WaitingTrace[] = [];
    for (const trace of this.#waiting.values()) {
      if (trace.last > before) continue;
      const spans = trace.receipts.reduce((sum, receipt) => sum + receipt.spans, 0);
      if (found.push({ ...trace, spans, receipts: copyOf(trace) }) >= max) break;
    }
    return found;
  }

  /** Rows of these are in the store, made of what was seen of them at least. What came in the meantime lets them wait on. */
  done(traces: readonly WaitingTrace[]): void {
    for (const { bin, traceId, last, extent, receipts } of traces) {
      const key = keyOf(bin, traceId);
      const done = { last, extent, receipts: [...receipts] };
      this.#done.set(key, done);
      const waiting = this.#waiting.get(key);
      if (waiting?.receipts.every(({ second, spans }) => spansIn(done, second) >= spans))
        this.#waiting.delete(key);
    }
  }

  /** Receipts before this second will not be looked at again. */
  forgetBefore(second: number): void {
    for (const [key, done] of this.#done) {
      if (done.last < second) this.#done.delete(key);
      else if (done.receipts[0]!.second < second)
        done.receipts = done.receipts.filter((receipt) => receipt.second >= second);
    }
  }
}

/** From the end: what is looked at again is the newest of what may be hours. */
function placeOf({ receipts }: Seen, second: number): number {
  let place = receipts.length - 1;
  while (place >= 0 && receipts[place]!.second > second) place--;
  return place;
}

function spansIn(seen: Seen, second: number): number {
  const receipt = seen.receipts[placeOf(seen, second)];
  return receipt?.second === second ? receipt.spans : 0;
}

function addTo(seen: Seen, second: number, spans: number): void {
  const place = placeOf(seen, second);
  const receipt = seen.receipts[place];
  if (receipt?.second === second) receipt.spans = Math.max(receipt.spans, spans);
  else seen.receipts.splice(place + 1, 0, { second, spans });
}

function copyOf(seen: Seen | undefined): SecondCount[] {
  return seen?.receipts.map((receipt) => ({ ...receipt })) ?? [];
}

function keyOf(bin: string, traceId: string): string {
  return `${traceId}${bin}`;
}
