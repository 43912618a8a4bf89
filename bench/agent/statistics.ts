/** What can be said of numbers that noise is in. */

export interface Estimate {
  value: number;
  /** In 95 of 100 such measurements the true value lies between these. */
  from: number;
  to: number;
}

/** Of the turns, the share at each end that is left out: those in which something else had the core, or its caches. */
const LEFT_OUT = 0.2;
const RESAMPLES = 1_000;

/** The mean of the middle of `numbers`, and its interval by drawing as many of them again and again (Efron's bootstrap). */
export function middle(numbers: readonly number[]): Estimate {
  const draw = randomOf(1);
  const means = Array.from({ length: RESAMPLES }, () =>
    middleMean(numbers.map(() => numbers[draw() % numbers.length]!)),
  );
  return { value: middleMean(numbers), from: quantile(means, 0.025), to: quantile(means, 0.975) };
}

export function middleMean(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const out = Math.floor(sorted.length * LEFT_OUT);
  const kept = sorted.slice(out, sorted.length - out);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** Numbers of 32 bits, the same ones for the same seed: what is said of the same measurement must not change. */
export function randomOf(seed: number): () => number {
  let state = (seed + 1) * 0x9e37_79b1;
  return () => {
    // Marsaglia's xorshift.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at % 1);
}
