import type { ComparedField, CompareStrength } from '../api/compare.ts';

/** For sorting fields: the surest difference first, what is set aside last. */
export function compareRank(a: ComparedField, b: ComparedField): number {
  if ((a.demoted === null) !== (b.demoted === null)) return a.demoted === null ? -1 : 1;
  const [scoreA, scoreB] = [rounded(a.score), rounded(b.score)];
  if (scoreA !== scoreB) return scoreB - scoreA;
  const [differenceA, differenceB] = [rounded(Math.abs(a.difference)), rounded(Math.abs(b.difference))];
  if (isOfKin(a) !== isOfKin(b)) return isOfKin(a) ? 1 : -1;
  if (a.score > 0 && differenceA !== differenceB) return differenceB - differenceA;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** All of one side against none of the other is the same whichever side it is, but for the last bits of the arithmetic. */
const rounded = (share: number): number => Math.round(share * 1e9);

export function compareStrength(score: number): CompareStrength {
  if (score > 0.5) return 'strong';
  if (score >= 0.1) return 'moderate';
  return score > 0 ? 'weak' : 'none';
}

/** What an event says of itself comes before the same of its parent. */
function isOfKin({ source }: ComparedField): boolean {
  return source === 'parent' || source === 'root';
}
