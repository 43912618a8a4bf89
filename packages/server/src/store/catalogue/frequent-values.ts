/**
 * The most frequent of many values in bounded memory: the counters of Misra and Gries ("Finding repeated elements",
 * 1982). A value that makes up more than 1/capacity of what was seen is certain to be there.
 */
export class FrequentValues {
  readonly #counts = new Map<string, number>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** @returns true when the value was not among them and is now */
  add(value: string, weight = 1): boolean {
    const count = this.#counts.get(value);
    if (count !== undefined) {
      this.#counts.set(value, count + weight);
      return false;
    }
    if (this.#counts.size < this.#capacity) {
      this.#counts.set(value, weight);
      return true;
    }
    // Each round takes back as many observations as it dropped, so its cost is shared by those.
    for (const [known, knownCount] of this.#counts) {
      if (knownCount <= weight) this.#counts.delete(known);
      else this.#counts.set(known, knownCount - weight);
    }
    return false;
  }

  /** Most frequent first. */
  top(limit: number): string[] {
    return [...this.#counts.entries()]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, limit)
      .map(([value]) => value);
  }
}
