import { TooLargeError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';

/**
 * Counts what a request says once and rows carry many times: a resource of a megabyte with a million tiny spans
 * beneath it must not become a terabyte.
 */
export class RepeatedBytes {
  #total = 0;

  begin(): void {
    this.#total = 0;
  }

  /** @throws TooLargeError above the bound of one request */
  add(bytes: number): void {
    this.#total += bytes;
    if (this.#total <= LIMITS.maxRepeatedBytes) return;
    throw new TooLargeError(
      'resource and scope attributes, repeated for each row, are too much for one request',
      {
        hint: 'send fewer rows per request or smaller resources',
      },
    );
  }
}
