/**
 * Finds what a secret opens. The table is keyed by a part of the digest, which an attacker cannot steer
 * without the secret; the whole digest is then compared in constant time, also where nothing was found,
 * so that a wrong secret takes as long as a right one.
 */
import { timingSafeEqual } from 'node:crypto';
import { digestOf } from './secret.ts';

const NOBODY = Buffer.alloc(32);
/** Longer than any secret we make; hashing megabytes of a header for nothing would be a gift. */
const MAX_SECRET_LENGTH = 256;

export class DigestIndex<Value> {
  readonly #entries = new Map<string, { digest: Buffer; value: Value }>();

  get size(): number {
    return this.#entries.size;
  }

  /** @param digest SHA-256 of the secret as hex */
  set(digest: string, value: Value): void {
    this.#entries.set(slotOf(digest), { digest: Buffer.from(digest, 'hex'), value });
  }

  find(secret: string): Value | undefined {
    const digest = digestOf(secret.length > MAX_SECRET_LENGTH ? '' : secret);
    const entry = this.#entries.get(slotOf(digest.toString('hex')));
    const equal = timingSafeEqual(digest, entry?.digest ?? NOBODY);
    return equal ? entry?.value : undefined;
  }
}

function slotOf(digest: string): string {
  return digest.slice(0, 24);
}
