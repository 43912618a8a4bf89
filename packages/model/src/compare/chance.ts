import type { Share } from './share.ts';

/**
 * How likely chance alone gives one side as large a share of what both have together, or a larger one: the one-sided exact
 * test of R. A. Fisher. Sample sizes that are no whole numbers are rounded.
 *
 * @param upper the side with the larger share
 */
export function chanceOf(upper: Share, lower: Share): number {
  const [all, others] = [whole(upper.sampleSize), whole(lower.sampleSize)];
  let have = Math.round(upper.share * all);
  const having = have + Math.round(lower.share * others);
  // Each further one is rarer by this factor, which falls from one to the next.
  let chance = Math.exp(
    logWays(having, have) + logWays(all + others - having, all - have) - logWays(all + others, all),
  );
  let sum = chance;
  for (; have < Math.min(all, having) && chance > sum * 1e-9; have++) {
    chance *= ((having - have) * (all - have)) / ((have + 1) * (others - having + have + 1));
    sum += chance;
  }
  return Math.min(1, sum);
}

const whole = (size: number): number => Math.max(1, Math.round(size));

/** Logarithm of the number of ways to choose so many. */
function logWays(from: number, chosen: number): number {
  return logFactorial(from) - logFactorial(chosen) - logFactorial(from - chosen);
}

/** Stirling's series; exact to nine digits from ten on, multiplied below. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}
