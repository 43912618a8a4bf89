/**
 * Random 32-bit words from a pool that is filled 8 KiB at a time: one call into the crypto library for about
 * 340 spans instead of one each (`randomBytes(8)` costs about 1 µs, a word from the pool some nanoseconds).
 *
 * Words are signed: V8 keeps a signed 32-bit number in the object itself, an unsigned one often beside it on the heap.
 */
import { randomFillSync } from 'node:crypto';

const POOL_WORDS = 2048;
const pool = new Int32Array(POOL_WORDS);
let used = POOL_WORDS;

/** From -2^31 to 2^31 - 1. */
export function randomWord(): number {
  if (used === POOL_WORDS) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++] as number;
}

/** Eight lower-case hex digits; the word may be signed or not. */
export function wordToHex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** The word of eight hex digits at `at`. */
export function hexToWord(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 8), 16) | 0;
}
