/** Encoded pieces that wait to be sent: first in, first out, bounded by bytes; the oldest goes when there is no room. */

export interface Piece {
  bytes: Buffer;
  /** Spans or log records in it. */
  items: number;
}

export class ByteQueue {
  bytes = 0;
  readonly #maxBytes: number;
  #pieces: Piece[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#pieces.length;
  }

  /** @returns items that were dropped for it */
  add(piece: Piece): number {
    this.#pieces.push(piece);
    this.bytes += piece.bytes.length;
    return this.#dropOldest();
  }

  /** In front of all others: it was taken before them. @returns items that were dropped for it */
  putBack(piece: Piece): number {
    this.#pieces.unshift(piece);
    this.bytes += piece.bytes.length;
    return this.#dropOldest();
  }

  /** The oldest ones joined, of `maxBytes` together at most, but one at least. */
  take(maxBytes: number): Piece | undefined {
    let count = 0;
    let bytes = 0;
    let items = 0;
    for (const piece of this.#pieces) {
      if (count > 0 && bytes + piece.bytes.length > maxBytes) break;
      count++;
      bytes += piece.bytes.length;
      items += piece.items;
    }
    if (count === 0) return undefined;
    const taken = this.#pieces.splice(0, count);
    this.bytes -= bytes;
    return count === 1 ? taken[0] : { bytes: Buffer.concat(taken.map((piece) => piece.bytes)), items };
  }

  #dropOldest(): number {
    let dropped = 0;
    while (this.bytes > this.#maxBytes && this.#pieces.length > 1) {
      const oldest = this.#pieces.shift() as Piece;
      this.bytes -= oldest.bytes.length;
      dropped += oldest.items;
    }
    return dropped;
  }
}
