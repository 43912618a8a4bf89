import { cutText } from '../normalise/cut-text.ts';

const MAX_NAME_BYTES = 80;

/** Counts what a request's rows were rejected for. Reasons are a fixed few, so this stays small. */
export class Rejections {
  total = 0;
  readonly #reasons = new Map<string, { count: number; first: string }>();

  add(reason: string, name: string): void {
    this.total++;
    const known = this.#reasons.get(reason);
    if (known === undefined) this.#reasons.set(reason, { count: 1, first: cutText(name, MAX_NAME_BYTES) });
    else known.count++;
  }

  /** `2 spans rejected: ends before it starts (2, first: "GET /")`; empty when there was nothing to reject. */
  message(noun: string): string {
    if (this.total === 0) return '';
    const reasons = [...this.#reasons].map(([reason, { count, first }]) => {
      return `${reason} (${count}${first === '' ? '' : `, first: ${JSON.stringify(first)}`})`;
    });
    return `${this.total} ${noun}${this.total === 1 ? '' : 's'} rejected: ${reasons.join('; ')}`;
  }
}
