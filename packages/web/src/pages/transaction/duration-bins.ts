import type { DurationHistogram, Nanoseconds } from '@tracebin/model';

const BINS_PER_OCTAVE = 8;
/** Air at both sides, so that the first and the last bar stand free. */
const AIR_BINS = 2;
/** Narrower and every request would look like an outlier. */
const MIN_BINS = 24;

/** Where the bars of a distribution stand: bins of equal width on a logarithmic axis. */
export interface DurationBins {
  /** Number of the first bin that is shown; it begins at `2 ** (first / 8)` nanoseconds. */
  first: number;
  hits: number[];
  errors: number[];
}

export function durationBins({ first, hits, errors }: DurationHistogram): DurationBins {
  const air = Math.max(AIR_BINS, Math.ceil((MIN_BINS - hits.length) / 2));
  const none = new Array<number>(air).fill(0);
  return { first: first - air, hits: [...none, ...hits, ...none], errors: [...none, ...errors, ...none] };
}

export const beginOfBin = (bins: DurationBins, index: number): Nanoseconds =>
  2 ** ((bins.first + index) / BINS_PER_OCTAVE);

/** Place of a duration between the bins, in bins from the left. */
export const placeOf = (bins: DurationBins, duration: Nanoseconds): number =>
  Math.log2(Math.max(1, duration)) * BINS_PER_OCTAVE - bins.first;

/** Durations from which to which a stretch of bins reaches, both inside, as the API wants them. */
export const stretchOf = (bins: DurationBins, from: number, to: number): { min: string; max: string } => ({
  min: String(Math.ceil(beginOfBin(bins, from))),
  max: String(Math.ceil(beginOfBin(bins, to + 1)) - 1),
});

/** 1, 2 and 5 of each power of ten within the bins; only ones where there are many. */
export function durationMarks(bins: DurationBins): Nanoseconds[] {
  const from = beginOfBin(bins, 0);
  const to = beginOfBin(bins, bins.hits.length);
  const factors = Math.log10(to / from) > 2.5 ? [1] : [1, 2, 5];
  const marks: Nanoseconds[] = [];
  for (let power = Math.floor(Math.log10(from)); 10 ** power <= to; power++) {
    for (const factor of factors) {
      const mark = factor * 10 ** power;
      if (mark >= from && mark <= to) marks.push(mark);
    }
  }
  return marks;
}
