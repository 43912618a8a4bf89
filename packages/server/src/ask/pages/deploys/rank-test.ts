/**
 * Tests on weighted counts. Durations are skewed and have tails, so nothing here assumes a shape: ranks for the body, a
 * share beyond the old p95 for the tail.
 */

/** Hits by step of duration; steps ascend with the durations. */
export interface Distribution {
  steps: readonly number[];
  weights: readonly number[];
  /** So many requests were looked at, as far as their weights are equal: (sum of weights)² / sum of squared weights (Kish). */
  effective: number;
}

export interface RankTest {
  /** Chance that one of the second side is above one of the first; ties count half. */
  above: number;
  /** Two-sided. */
  p: number;
}

/**
 * Mann-Whitney's U test (normal approximation with ties corrected; Mann and Whitney 1947). Weights enter the ranks, and
 * the number of requests that were really seen the variance.
 */
export function rankTest(first: Distribution, second: Distribution): RankTest {
  const totals = [first, second].map(({ weights }) => weights.reduce((sum, each) => sum + each, 0));
  const [n1, n2] = [first.effective, second.effective];
  let above = 0;
  let below = 0;
  let ties = 0;
  const all = n1 + n2;
  for (const { one, two } of merged(first, second)) {
    const [share1, share2] = [one / totals[0]!, two / totals[1]!];
    above += share2 * (below + share1 / 2);
    below += share1;
    const tied = share1 * n1 + share2 * n2;
    ties += tied ** 3 - tied;
  }
  const variance = ((all + 1) / (12 * n1 * n2)) * (1 - ties / (all ** 3 - all));
  return { above, p: variance > 0 ? twoSided((above - 0.5) / Math.sqrt(variance)) : 1 };
}

function* merged(first: Distribution, second: Distribution) {
  let [left, right] = [0, 0];
  while (left < first.steps.length || right < second.steps.length) {
    const step = Math.min(
      first.steps[left] ?? Number.POSITIVE_INFINITY,
      second.steps[right] ?? Number.POSITIVE_INFINITY,
    );
    let [one, two] = [0, 0];
    if (first.steps[left] === step) one = first.weights[left++]!;
    if (second.steps[right] === step) two = second.weights[right++]!;
    yield { one, two };
  }
}

/** Part of a distribution above a step, which itself is not above. */
export function shareAbove({ steps, weights }: Distribution, bound: number): number {
  let [above, all] = [0, 0];
  steps.forEach((step, index) => {
    all += weights[index]!;
    if (step > bound) above += weights[index]!;
  });
  return all === 0 ? 0 : above / all;
}

/** The smallest step that at least this part of the weight does not exceed. */
export function quantileStep({ steps, weights }: Distribution, part: number): number {
  const wanted = weights.reduce((sum, each) => sum + each, 0) * part;
  let seen = 0;
  for (let index = 0; index < steps.length; index++) {
    seen += weights[index]!;
    if (seen >= wanted) return steps[index]!;
  }
  return steps.at(-1) ?? 0;
}

/**
 * Whether two shares differ: the z test with pooled variance, two-sided; half a request is added to both outcomes, so
 * that no share of zero counts as certain (Agresti and Caffo 2000).
 */
export function shareTest(share1: number, n1: number, share2: number, n2: number): number {
  const [adjusted1, adjusted2] = [(share1 * n1 + 0.5) / (n1 + 1), (share2 * n2 + 0.5) / (n2 + 1)];
  const pooled = (share1 * n1 + share2 * n2 + 1) / (n1 + n2 + 2);
  const variance = pooled * (1 - pooled) * (1 / (n1 + 1) + 1 / (n2 + 1));
  return variance > 0 ? twoSided((adjusted2 - adjusted1) / Math.sqrt(variance)) : 1;
}

/** Holm's correction (1979): the chance that any of so many is called different by chance stays what it was. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const corrected = new Array<number>(values.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, values[index]! * (values.length - rank)));
    corrected[index] = largest;
  });
  return corrected;
}

/** Chance of a value at least this far from the middle of the normal distribution. */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  // What is left above is far too small to be told by subtracting from one: the continued fraction of the complementary
  // error function (Abramowitz and Stegun 7.1.14) gives it to the last digits from 2 on.
  if (x < 2) return 1 - erfSeries(x);
  let fraction = 0;
  for (let term = 60; term > 0; term--) fraction = term / 2 / (x + fraction);
  return Math.exp(-x * x) / (x + fraction) / Math.sqrt(Math.PI);
}

/** Maclaurin's series of the error function, good to the last digits below 2. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 && n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
