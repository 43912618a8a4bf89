import type { SpanIndex } from '../units.ts';

/**
 * Cuts every ring of parents by making one of its spans a root: the first of them in `sorted`, so the cut
 * does not depend on the order of arrival. Each span is walked over at most twice.
 */
export function breakCycles(
  parentOf: Int32Array,
  sorted: Int32Array,
  onCut: (span: SpanIndex) => void,
): void {
  const walkOf = new Int32Array(sorted.length);
  let rank: Int32Array | undefined;
  for (let at = 0; at < sorted.length; at++) {
    const walk = at + 1;
    let span = sorted[at]!;
    while (span !== -1 && walkOf[span] === 0) {
      walkOf[span] = walk;
      span = parentOf[span]!;
    }
    if (span === -1 || walkOf[span] !== walk) continue;
    rank ??= rankOf(sorted);
    let cut = span;
    for (let next = parentOf[span]!; next !== span; next = parentOf[next]!) {
      if (rank[next]! < rank[cut]!) cut = next;
    }
    parentOf[cut] = -1;
    onCut(cut);
  }
}

function rankOf(sorted: Int32Array): Int32Array {
  const rank = new Int32Array(sorted.length);
  for (let at = 0; at < sorted.length; at++) rank[sorted[at]!] = at;
  return rank;
}
