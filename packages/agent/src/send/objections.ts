/**
 * Items that a server rejected from a request that it took, and its warnings (OTLP's `partial_success`). Such a request must
 * not be sent again: what was rejected is lost, counted, and of each kind said once in the life of a process.
 */
import type { PartialSuccess } from './partial-success.ts';
import { saidText } from './said-text.ts';

const NOUNS: Record<string, string> = {
  '/v1/traces': 'spans',
  '/v1/logs': 'log records',
  '/v1/metrics': 'data points',
};

export class Objections {
  /** Items of all kinds. */
  rejected = 0;
  readonly #warn: (message: string) => void;
  readonly #told = new Set<string>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** @param items that the request had: no server can reject more */
  heed(signal: { path: string; dropped: number }, items: number, objection: PartialSuccess): void {
    const rejected = Math.min(objection.rejected, items);
    signal.dropped += rejected;
    this.rejected += rejected;
    const kind = `${signal.path} ${rejected > 0}`;
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    const noun = NOUNS[signal.path] ?? 'items';
    const message = saidText(objection.message);
    const reason = message === '' ? '' : `: ${message}`;
    if (rejected === 0) this.#warn(`the server took the ${noun} and warns${reason}`);
    else
      this.#warn(
        `the server rejected ${rejected} of ${items} ${noun}${reason} (they are lost; more of that is ${
          noun === 'spans' ? 'counted as tracebin.dropped_spans' : 'not said'
        })`,
      );
  }
}
