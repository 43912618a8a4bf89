import { type ComparedField, type ComparedNumbers, compareStrength } from '@tracebin/model';
import { type Cohorts, deviationsFor } from './cohorts.ts';
import { demotionOf, dust, scoreOf, shareDifference } from './compared-values.ts';
import { stepBegin } from './number-steps.ts';

/** Weights by step (`number-steps.ts`), as read. */
export interface CountedNumbers {
  name: string;
  source: ComparedField['source'];
  unit: 'ns' | 'number';
  steps: { step: number; selection: number; rest: number }[];
}

const MAX_BINS = 32;
/** Any run of them may be the one that differs most. */
const DEVIATIONS = deviationsFor((MAX_BINS * (MAX_BINS + 1)) / 2);

/** Two distributions over shared bins; the difference is that of the run of bins where it is largest. */
export function comparedNumbers(field: CountedNumbers, cohorts: Cohorts): ComparedField {
  const { weight, scale } = cohorts;
  const steps = field.steps
    .map(({ step, selection, rest }) => ({
      step,
      selection: selection * scale.selection,
      rest: rest * scale.rest,
    }))
    .sort((a, b) => a.step - b.step);
  const sum = (side: 'selection' | 'rest') => steps.reduce((total, step) => total + step[side], 0);
  const missing = {
    selection: dust(weight.selection - sum('selection'), weight.selection),
    rest: dust(weight.rest - sum('rest'), weight.rest),
  };
  const bins = binsOf(steps);
  const numbers: ComparedNumbers = {
    unit: field.unit,
    edges: bins.edges,
    selection: bins.counts.map(({ selection }) => selection),
    rest: bins.counts.map(({ rest }) => rest),
    missing,
    median: { selection: medianOf(steps, 'selection'), rest: medianOf(steps, 'rest') },
  };
  const candidates = [
    { count: missing, leading: { value: null } as ComparedField['leading'] },
    ...runsOf(bins.counts, cohorts),
  ].map(({ count, leading }) => ({
    leading,
    score: scoreOf(count, cohorts, DEVIATIONS),
    difference: shareDifference(count, cohorts),
  }));
  // What the selection has more of comes first, and sums have dust.
  const best = candidates.reduce((a, b) => (b.score > a.score + 1e-9 ? b : a));
  const widest = candidates.reduce((a, b) =>
    Math.abs(b.difference) > Math.abs(a.difference) + 1e-9 ? b : a,
  );
  const { leading, score, difference } = best.score > 0 ? best : widest;
  return {
    name: field.name,
    source: field.source,
    strength: compareStrength(score),
    score,
    difference,
    leading,
    demoted: demotionOf(field.name, false, cohorts),
    sameAs: null,
    values: null,
    numbers,
  };
}

type Step = { step: number; selection: number; rest: number };
type Count = { selection: number; rest: number };

/** Bins of about equal weight, where both sides count the same: else a small selection would fall into one bin. */
function binsOf(steps: readonly Step[]): { edges: number[]; counts: Count[] } {
  const total = { selection: 0, rest: 0 };
  for (const { selection, rest } of steps) {
    total.selection += selection;
    total.rest += rest;
  }
  const counts: Count[] = [];
  const edges: number[] = [];
  let filled = Number.POSITIVE_INFINITY;
  const share = ({ selection, rest }: Count) =>
    selection / (total.selection || 1) / 2 + rest / (total.rest || 1) / 2;
  for (const { step, ...count } of steps) {
    const own = share(count);
    // A step that would overfill the bin begins a new one.
    if (filled + own > 1 / MAX_BINS) {
      counts.push({ selection: 0, rest: 0 });
      edges.push(stepBegin(step));
      filled = 0;
    }
    const bin = counts.at(-1)!;
    bin.selection += count.selection;
    bin.rest += count.rest;
    filled += own;
  }
  const last = steps.at(-1);
  if (last !== undefined) edges.push(stepBegin(last.step + 1));
  return { edges, counts };
}

/** The runs of bins where the selection has most more, and most less, of the events. */
function runsOf(
  counts: readonly Count[],
  cohorts: Cohorts,
): { count: Count; leading: { bin: number; to: number } }[] {
  const differences = counts.map((count) => shareDifference(count, cohorts));
  return [1, -1].flatMap((sign) => {
    let best = { sum: 0, from: 0, to: -1 };
    let current = { sum: 0, from: 0 };
    differences.forEach((difference, bin) => {
      if (current.sum <= 0) current = { sum: 0, from: bin };
      current.sum += sign * difference;
      if (current.sum > best.sum) best = { sum: current.sum, from: current.from, to: bin };
    });
    if (best.to < 0) return [];
    const count = { selection: 0, rest: 0 };
    for (const { selection, rest } of counts.slice(best.from, best.to + 1)) {
      count.selection += selection;
      count.rest += rest;
    }
    return [{ count, leading: { bin: best.from, to: best.to } }];
  });
}

function medianOf(steps: readonly Step[], side: 'selection' | 'rest'): number | null {
  const total = steps.reduce((sum, step) => sum + step[side], 0);
  if (total <= 0) return null;
  let sum = 0;
  for (const step of steps) {
    sum += step[side];
    if (sum >= total / 2) return middleOf(step.step);
  }
  return null;
}

/** Small whole numbers are what a step of theirs begins with. */
function middleOf(step: number): number {
  const begin = stepBegin(step);
  return Number.isInteger(begin) && Math.abs(begin) <= 32 ? begin : (begin + stepBegin(step + 1)) / 2;
}
