import type { RowsOverTime } from './rows-over-time.ts';
import type { TimeRange } from './time-range.ts';

const LATER_THAN_ALL = 1n << 63n;
/** At least so many times as many events as in the window before; a last one that would be shorter is taken along. */
const MORE = 4;
/** Somewhat more than what was found so far asks for, as finding too few costs another query. */
const SPARE = 1.5;
/** What counts as found where nothing was: it may have been bad luck. */
const UNSEEN = 0.5;
/** Where nobody knows how many events there are. */
const FIRST_LENGTH_NANOS = 10_000_000_000n;
const LONGER = 9n;

/**
 * The windows in which a range is read backwards, until enough is found.
 *
 *     from                                                              to
 *      |            third window             | second window  |  first  |
 *
 * How far a window reaches is counted in events, so that hours of silence and a few stray events cost nothing. The
 * second is as large as the finds in the first one ask for: for something rare it is all the rest.
 */
export class NewestWindows {
  readonly #range: TimeRange;
  readonly #wanted: number;
  readonly #rows: RowsOverTime | undefined;
  #size: number;
  #length = FIRST_LENGTH_NANOS;

  /**
   * @param firstRows events that the first window should hold
   * @param rows undefined where that is not known
   */
  constructor(
    range: TimeRange,
    { wanted, firstRows, rows }: { wanted: number; firstRows: number; rows: RowsOverTime | undefined },
  ) {
    this.#range = range;
    this.#wanted = wanted;
    this.#size = firstRows;
    this.#rows = rows;
  }

  first(): TimeRange {
    const { to, isOpen } = this.#range;
    return { from: this.#begin(isOpen ? LATER_THAN_ALL : to, to), to, isOpen };
  }

  /**
   * @param until only what is older has not been read
   * @param found how many of those wanted are known
   */
  next(until: bigint, found: number): TimeRange {
    const missing = Math.max(1, this.#wanted - found);
    this.#size *= Math.max(MORE, (SPARE * missing) / Math.max(found, UNSEEN));
    this.#length *= LONGER;
    return { from: this.#begin(until, until), to: until, isOpen: false };
  }

  #begin(until: bigint, to: bigint): bigint {
    const { from } = this.#range;
    if (this.#rows === undefined) return to - from <= 2n * this.#length ? from : to - this.#length;
    const rest = this.#rows.before(until);
    const begin = rest <= MORE * this.#size ? from : (this.#rows.reachBack(until, this.#size) ?? from);
    if (begin <= from) return from;
    this.#size = Math.max(this.#size, rest - this.#rows.before(begin));
    return begin;
  }
}
