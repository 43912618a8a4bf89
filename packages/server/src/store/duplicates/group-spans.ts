import { HashSet } from './hash-set.ts';

/** The spans of one group that is not committed yet: hash, row and time of each, in the order in which they came. */
export class GroupSpans {
  readonly #set = new HashSet();
  #lows = new Uint32Array(1024);
  #highs = new Uint32Array(1024);
  #rows = new Uint32Array(1024);
  #stretches = new Uint32Array(1024);
  length = 0;

  has(low: number, high: number): boolean {
    return this.#set.has(low, high);
  }

  /** @param stretch in which the span begins; of what is no span, any */
  add(low: number, high: number, row: number, stretch: number): void {
    if (this.length === this.#lows.length) {
      this.#lows = doubled(this.#lows);
      this.#highs = doubled(this.#highs);
      this.#rows = doubled(this.#rows);
      this.#stretches = doubled(this.#stretches);
    }
    this.#lows[this.length] = low;
    this.#highs[this.length] = high;
    this.#rows[this.length] = row;
    this.#stretches[this.length] = stretch;
    this.length++;
    this.#set.add(low, high);
  }

  /** Takes back all but the first. */
  truncate(length: number): void {
    while (this.length > length) {
      this.length--;
      this.#set.delete(this.#lows[this.length] as number, this.#highs[this.length] as number);
    }
  }

  lowOf(index: number): number {
    return this.#lows[index] as number;
  }

  highOf(index: number): number {
    return this.#highs[index] as number;
  }

  rowOf(index: number): number {
    return this.#rows[index] as number;
  }

  stretchOf(index: number): number {
    return this.#stretches[index] as number;
  }

  clear(): void {
    this.length = 0;
    this.#set.clear();
  }
}

function doubled(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}
