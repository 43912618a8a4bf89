const SCRATCH_BYTES = 4096;

/** Collects the pieces of a block in order. Small values are packed into scratch memory, large ones kept as views. */
export class ChunkList {
  readonly chunks: Uint8Array[] = [];
  #scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
  #from = 0;
  #to = 0;

  /** Adds a view of memory that stays unchanged until the block has been sent. */
  addView(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#seal();
    this.chunks.push(bytes);
  }

  /** Unsigned LEB128, as the format writes counts and lengths. */
  addVarint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#scratch[this.#to++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#scratch[this.#to++] = rest;
  }

  addUint64(value: number): void {
    this.#reserve(8);
    this.#scratch.writeUInt32LE(value % 2 ** 32, this.#to);
    this.#scratch.writeUInt32LE(Math.floor(value / 2 ** 32), this.#to + 4);
    this.#to += 8;
  }

  addString(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.addVarint(bytes);
    if (bytes > SCRATCH_BYTES / 4) {
      this.addView(Buffer.from(text));
      return;
    }
    this.#reserve(bytes);
    this.#to += this.#scratch.write(text, this.#to);
  }

  /** All pieces so far, ready to be sent. */
  finish(): Uint8Array[] {
    this.#seal();
    return this.chunks;
  }

  #seal(): void {
    if (this.#to > this.#from) this.chunks.push(this.#scratch.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }

  #reserve(bytes: number): void {
    if (this.#to + bytes <= this.#scratch.length) return;
    this.#seal();
    this.#scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
    this.#from = 0;
    this.#to = 0;
  }
}
