/**
 * Random 32-bit words from a pool that is filled 8 KiB at a time: one call into the crypto library for about
 * 340 spans instead of one each (`randomBytes(8)` costs about 1 µs, a word from the pool some nanoseconds).
 */
import { randomFillSync } from 'node:crypto';

const POOL_WORDS = 2048;
const pool = new Uint32Array(POOL_WORDS);
let used = POOL_WORDS;

export function randomWord(): number {
  if (used === POOL_WORDS) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++] as number;
}

/** Eight lower-case hex digits. */
export function wordToHex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
