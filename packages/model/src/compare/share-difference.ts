import { chanceOf } from './chance.ts';
import { tailAbove } from './normal-quantile.ts';
import type { Share } from './share.ts';

/** From here on the interval is alone; docs/compare.md says how often it errs. */
const FEW_EVENTS = 100;

/**
 * The smallest difference of two shares that their counts still allow, at `deviations` standard deviations; 0 where they
 * may be equal. Newcombe's hybrid of two Wilson intervals with continuity correction (Statistics in Medicine 17, 1998,
 * method 11). The plain normal interval fails for shares near 0 and 1, where a field that is everywhere or nowhere lives;
 * without the correction two events of one user in a selection of two hundred were called a difference. At tails as thin as
 * those of many fields it fails for a handful of events all the same: one event, of which some value is always rare, was
 * called different in two fields of 35. So where a side has few, Fisher's exact test must say so, too.
 */
export function leastDifference(a: Share, b: Share, deviations: number): number {
  const difference = a.share - b.share;
  const [upper, lower] = difference >= 0 ? [a, b] : [b, a];
  const [bottom] = wilsonInterval(upper, deviations);
  const [, top] = wilsonInterval(lower, deviations);
  const doubt = Math.hypot(upper.share - bottom, top - lower.share);
  const least = Math.abs(difference) - doubt;
  if (least <= 0) return 0;
  const isFew = Math.min(a.sampleSize, b.sampleSize) < FEW_EVENTS;
  return isFew && chanceOf(upper, lower) > tailAbove(deviations) ? 0 : least;
}

/** Between which shares the true one lies (E. B. Wilson, JASA 22, 1927; corrected for continuity). */
export function wilsonInterval({ share, sampleSize: n }: Share, z: number): [number, number] {
  if (!(n > 0)) return [0, 1];
  const middle = 2 * n * share + z ** 2;
  const scale = 2 * (n + z ** 2);
  const below = z ** 2 - 2 - 1 / n + 4 * share * (n * (1 - share) + 1);
  const above = z ** 2 + 2 - 1 / n + 4 * share * (n * (1 - share) - 1);
  const bottom = share <= 0 ? 0 : (middle - 1 - z * Math.sqrt(Math.max(0, below))) / scale;
  const top = share >= 1 ? 1 : (middle + 1 + z * Math.sqrt(Math.max(0, above))) / scale;
  return [Math.max(0, bottom), Math.min(1, top)];
}
