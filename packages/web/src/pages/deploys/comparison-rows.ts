import type { ComparisonAnswer, ComparisonVerdict, LayerName, Nanoseconds } from '@tracebin/model';

export interface ComparisonSide {
  hits: number;
  mean: Nanoseconds;
  median: Nanoseconds;
  p95: Nanoseconds;
  errors: number;
}

export interface ComparisonRow {
  service: string;
  name: string;
  verdict: ComparisonVerdict;
  errorVerdict: ComparisonAnswer['errorVerdict'][number];
  before: ComparisonSide;
  after: ComparisonSide;
  slowerChance: number;
  tailShare: number;
  p: number;
  layer: LayerName;
  layerChange: Nanoseconds;
}

export const VERDICT_WORDS: Record<ComparisonVerdict, string> = {
  worse: 'worse',
  mixed: 'mixed',
  improved: 'improved',
  new: 'new',
  gone: 'gone',
  same: 'no change',
  'too-few': 'too few to tell',
};

export function comparisonRows(answer: ComparisonAnswer): ComparisonRow[] {
  const side = (figures: ComparisonAnswer['beforeFigures'], row: number): ComparisonSide => ({
    hits: figures.hits[row]!,
    mean: figures.mean[row]!,
    median: figures.median[row]!,
    p95: figures.p95[row]!,
    errors: figures.errors[row]!,
  });
  return answer.name.map((name, row) => ({
    service: answer.service[row]!,
    name,
    verdict: answer.verdict[row]!,
    errorVerdict: answer.errorVerdict[row]!,
    before: side(answer.beforeFigures, row),
    after: side(answer.afterFigures, row),
    slowerChance: answer.slowerChance[row]!,
    tailShare: answer.tailShare[row]!,
    p: Math.min(answer.pDurations[row]!, answer.pTail[row]!),
    layer: answer.layer[row]!,
    layerChange: answer.layerChange[row]!,
  }));
}

/** `1 worse, 2 improved`, what needs a look first; what did not change last. */
export function verdictCounts(
  rows: readonly ComparisonRow[],
): { verdict: ComparisonVerdict; count: number }[] {
  const order: ComparisonVerdict[] = ['worse', 'mixed', 'improved', 'new', 'gone', 'same', 'too-few'];
  return order
    .map((verdict) => ({ verdict, count: rows.filter((row) => row.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
}

/** `p < 0.001`, `p 0.04`: how likely chance alone does this. */
export function chanceText(p: number): string {
  if (p >= 0.1) return 'chance';
  return p < 0.001 ? 'p < 0.001' : `p ${p.toFixed(3)}`;
}
