/** A count out of a cohort whose events say as much as `sampleSize` independent ones. */
export interface Share {
  share: number;
  sampleSize: number;
}

/**
 * The smallest difference of two shares that their counts still allow, at `deviations` standard deviations; 0 where they
 * may be equal. Newcombe's hybrid of two Wilson intervals (Statistics in Medicine 17, 1998, method 10): unlike the plain
 * normal interval it holds for shares near 0 and 1 and for small counts, where a field that is everywhere or nowhere lives.
 */
export function leastDifference(a: Share, b: Share, deviations: number): number {
  const difference = a.share - b.share;
  const [upper, lower] = difference >= 0 ? [a, b] : [b, a];
  const [bottom] = wilsonInterval(upper, deviations);
  const [, top] = wilsonInterval(lower, deviations);
  const doubt = Math.hypot(upper.share - bottom, top - lower.share);
  return Math.max(0, Math.abs(difference) - doubt);
}

/** Between which shares the true one lies (E. B. Wilson, JASA 22, 1927). */
export function wilsonInterval({ share, sampleSize }: Share, deviations: number): [number, number] {
  if (!(sampleSize > 0)) return [0, 1];
  const z2 = deviations ** 2;
  const middle = (share + z2 / (2 * sampleSize)) / (1 + z2 / sampleSize);
  const spread = Math.sqrt((share * (1 - share)) / sampleSize + z2 / (4 * sampleSize ** 2));
  const half = (deviations * spread) / (1 + z2 / sampleSize);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
