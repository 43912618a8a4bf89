import { TooLargeError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';

/** Reading a scope's attributes for each of its events anew costs about as much as copying eight times the bytes. */
const SCOPE_WEIGHT = 8;

/**
 * What one request may cost beyond its bytes. A body of 64 MiB can hold 30 million empty spans, or a resource of a
 * megabyte that a million spans refer to: the first would stop the server for many seconds, the second fill its memory.
 */
export class RequestBudget {
  #parts = 0;
  #repeatedBytes = 0;

  begin(): void {
    this.#parts = 0;
    this.#repeatedBytes = 0;
  }

  /** One more resource, scope or metric. @throws TooLargeError above the bound */
  addPart(): void {
    if (++this.#parts <= LIMITS.maxParts) return;
    throw new TooLargeError(`more than ${LIMITS.maxParts} rows, scopes and resources in one request`, {
      hint: 'send smaller batches',
    });
  }

  /**
   * One more row, with what it repeats of its resource and its scope.
   * @throws TooLargeError above the bounds
   */
  addRow(resourceBytes: number, scopeBytes: number): void {
    this.addPart();
    this.#repeatedBytes += resourceBytes + scopeBytes * SCOPE_WEIGHT;
    if (this.#repeatedBytes <= LIMITS.maxRepeatedBytes) return;
    throw new TooLargeError(
      'resource and scope attributes, repeated for each row, are too much for one request',
      {
        hint: 'send fewer rows per request or smaller resources',
      },
    );
  }
}
