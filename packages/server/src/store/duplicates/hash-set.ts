/**
 * A set of 64-bit hashes in two halves: open addressing with linear probing over one typed array, at most half full.
 * A `Set` of bigints or strings would cost an allocation and some 80 bytes per span; this costs 16 to 32 bytes.
 */
export class HashSet {
  size = 0;
  #slots: Uint32Array;
  #mask: number;

  /** @param slots a power of two; grows when more than half of them are taken */
  constructor(slots = 4096) {
    this.#slots = new Uint32Array(slots * 2);
    this.#mask = slots - 1;
  }

  has(low: number, high: number): boolean {
    return this.#slots[this.#find(low, high) * 2 + 1] !== 0;
  }

  /** @returns false when it was there */
  add(low: number, high: number): boolean {
    const slot = this.#find(low, high);
    if (this.#slots[slot * 2 + 1] !== 0) return false;
    this.#put(slot, low, high);
    this.size++;
    if (this.size * 2 > this.#mask) this.#grow();
    return true;
  }

  /** Closes the gap, so that everything behind it is still found. */
  delete(low: number, high: number): void {
    const slots = this.#slots;
    let gap = this.#find(low, high);
    if (slots[gap * 2 + 1] === 0) return;
    this.size--;
    for (let next = (gap + 1) & this.#mask; slots[next * 2 + 1] !== 0; next = (next + 1) & this.#mask) {
      const home = (slots[next * 2] as number) & this.#mask;
      // Stays where it is when its home lies behind the gap.
      if (((next - home) & this.#mask) < ((next - gap) & this.#mask)) continue;
      this.#put(gap, slots[next * 2] as number, slots[next * 2 + 1] as number);
      gap = next;
    }
    this.#put(gap, 0, 0);
  }

  each(use: (low: number, high: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at + 1] !== 0) use(slots[at] as number, slots[at + 1] as number);
    }
  }

  clear(): void {
    this.size = 0;
    this.#slots.fill(0);
  }

  /** The slot of a hash, or the free one where it would go. `high` is never 0, which marks a free slot. */
  #find(low: number, high: number): number {
    const slots = this.#slots;
    let slot = low & this.#mask;
    while (slots[slot * 2 + 1] !== 0 && (slots[slot * 2] !== low || slots[slot * 2 + 1] !== high)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #put(slot: number, low: number, high: number): void {
    this.#slots[slot * 2] = low;
    this.#slots[slot * 2 + 1] = high;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#mask = old.length - 1;
    for (let index = 0; index < old.length; index += 2) {
      const high = old[index + 1] as number;
      if (high !== 0) this.#put(this.#find(old[index] as number, high), old[index] as number, high);
    }
  }
}
