/** What can be said of numbers that noise is in. */

export interface Estimate {
  mean: number;
  /** Half the width of the interval that holds the true mean in 95 of 100 such measurements. */
  within: number;
}

/** Of differences of pairs that were taken side by side, so that what disturbs both falls out. */
export function differences(of: readonly number[], from: readonly number[]): Estimate {
  const all = of.map((value, index) => value - from[index]!);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, all.length - 1);
  return { mean, within: 1.96 * Math.sqrt(variance / all.length) };
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
