import type { ComparedField, CompareStrength } from '../api/compare.ts';

/** For sorting fields: the surest difference first, what is set aside last. */
export function compareRank(a: ComparedField, b: ComparedField): number {
  if ((a.demoted === null) !== (b.demoted === null)) return a.demoted === null ? -1 : 1;
  if (a.score !== b.score) return b.score - a.score;
  const [differenceA, differenceB] = [Math.abs(a.difference), Math.abs(b.difference)];
  if (isOfKin(a) !== isOfKin(b)) return isOfKin(a) ? 1 : -1;
  if (a.score > 0 && differenceA !== differenceB) return differenceB - differenceA;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

export function compareStrength(score: number): CompareStrength {
  if (score > 0.5) return 'strong';
  if (score >= 0.1) return 'moderate';
  return score > 0 ? 'weak' : 'none';
}

/** What an event says of itself comes before the same of its parent. */
function isOfKin({ source }: ComparedField): boolean {
  return source === 'parent' || source === 'root';
}
