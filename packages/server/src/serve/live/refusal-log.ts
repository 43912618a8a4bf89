/**
 * The last requests that were turned away, for the person who wonders why nothing arrives. The same reason
 * from the same address is one entry with a count.
 */
import type { IsoTime, Refusal } from '@tracebin/model';

export const MAX_REFUSALS = 20;

export class RefusalLog {
  /** Newest last: an entry that happens again moves to the end. */
  #refusals: Refusal[] = [];

  add(refusal: Omit<Refusal, 'count' | 'at'>, at: Date = new Date()): void {
    const known = this.#refusals.findIndex((one) => one.code === refusal.code && one.from === refusal.from);
    const count = known < 0 ? 1 : this.#refusals[known]!.count + 1;
    if (known >= 0) this.#refusals.splice(known, 1);
    this.#refusals.push({ ...refusal, at: isoTime(at), count });
    if (this.#refusals.length > MAX_REFUSALS) this.#refusals.shift();
  }

  list(from?: string): Refusal[] {
    return this.#refusals.filter((refusal) => from === undefined || refusal.from === from);
  }
}

/** A date in the nine decimals that all times of the API have. */
export function isoTime(date: Date): IsoTime {
  return date.toISOString().replace('Z', '000000Z');
}
