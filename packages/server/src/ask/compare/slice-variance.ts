/** How much the shares of a value may be off because only some slices of time were read. */
import type { Sides } from './compared-values.ts';
import type { Slices } from './kin-sample.ts';

type Side = keyof Sides;

/** Over all slices that are read: of a value's weight in a slice, its square, and its product with the weight of the side. */
export interface SquaresOfSlices {
  squares: Sides;
  products: Sides;
}

/**
 * Events of one slice have more in common than those of a day: a share is as sure as it is alike in the slices. Of each side
 * as many independent events as would be as sure, by the variance of a ratio over clusters of different sizes (Cochran,
 * Sampling Techniques, 1977, section 3.12), which does not know that the slices are spread evenly and so says rather too few.
 */
export class SliceVariance {
  readonly #slices: Slices;
  readonly #sampleSize: Sides;
  readonly #weight: Sides;
  /** Sums of the squares of what the side weighs in each slice. */
  readonly #squares: Sides;

  /** @param sampleSize were all events drawn one by one */
  constructor(slices: Slices, sampleSize: Sides) {
    this.#slices = slices;
    this.#sampleSize = sampleSize;
    const sum = (side: Side, power: number) =>
      slices[side].reduce((total, weight) => total + weight ** power, 0);
    this.#weight = { selection: sum('selection', 1), rest: sum('rest', 1) };
    this.#squares = { selection: sum('selection', 2), rest: sum('rest', 2) };
  }

  /** Sample size of each side for a value; where a side has all or nothing of it, as much smaller as that of the other. */
  sampleSize(count: Sides, sums: SquaresOfSlices): Sides {
    const effect = {
      selection: this.#effect('selection', count, sums),
      rest: this.#effect('rest', count, sums),
    };
    const of = (side: Side, other: Side) =>
      this.#sampleSize[side] / Math.max(1, effect[side] ?? effect[other] ?? 1);
    return { selection: of('selection', 'rest'), rest: of('rest', 'selection') };
  }

  /** For events without the field, of what has it in each slice. */
  ofMissing(present: ReadonlyMap<number, Sides>): Sides {
    const count = { selection: 0, rest: 0 };
    const squares = { selection: 0, rest: 0 };
    const products = { selection: 0, rest: 0 };
    this.#slices.starts.forEach((start, index) => {
      for (const side of ['selection', 'rest'] as const) {
        const weight = this.#slices[side][index]!;
        const missing = Math.max(0, weight - (present.get(start)?.[side] ?? 0));
        count[side] += missing;
        squares[side] += missing ** 2;
        products[side] += missing * weight;
      }
    });
    return this.sampleSize(count, { squares, products });
  }

  /** By how much the variance is larger than were the events drawn one by one; undefined where none or all have the value. */
  #effect(side: Side, count: Sides, { squares, products }: SquaresOfSlices): number | undefined {
    const share = count[side] / this.#weight[side];
    if (share < 1e-9 || share > 1 - 1e-9) return undefined;
    const slices = this.#slices[side].filter((weight) => weight > 0).length;
    const deviations = squares[side] - 2 * share * products[side] + share ** 2 * this.#squares[side];
    const variance = ((slices / (slices - 1)) * deviations) / this.#weight[side] ** 2;
    return (variance * this.#sampleSize[side]) / (share * (1 - share));
  }
}
