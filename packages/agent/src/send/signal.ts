/**
 * One kind of data on its way out: items gather, are encoded some hundred at a time, and wait as bytes.
 *
 * Encoding soon and not at the flush keeps what waits small (400 bytes a span instead of an object graph of 1,500), known
 * to the byte, and the pauses it makes in the event loop below a millisecond or two. Encoded export requests may be joined by
 * putting one behind the other: that is how protobuf merges repeated fields.
 */
import { ByteQueue, type Piece } from './byte-queue.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/** Something that can be sent. */
export interface Sendable {
  /** Bytes beyond those that every item of its kind has: long texts. */
  weight?: number;
  /** Forgets what it holds: it was encoded, or never will be. */
  release(): void;
}

export type Encode<Item> = (
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  items: readonly Item[],
) => Buffer;

export interface SignalOptions<Item> {
  /** `/v1/traces` */
  path: string;
  encode: Encode<Item>;
  writer: ProtobufWriter;
  resource: Record<string, unknown>;
  /** Items that are encoded together. */
  batchItems: number;
  /** Encoded bytes that may wait to be sent; beyond them the oldest are dropped and counted. */
  maxWaitingBytes: number;
  /** Called when so much waits that it should be sent now. */
  onMuch: () => void;
}

/** Long texts of so many bytes close a batch early. */
const MAX_BATCH_WEIGHT = 1_000_000;
/** Sent at once from here on, whatever the time: a request of a size that compresses well and fits any server. */
const MUCH_BYTES = 600_000;
/** Closed batches that may wait for the event loop to turn; a loop that never does is met with encoding at once. */
const MAX_CLOSED = 8;

export class Signal<Item extends Sendable> {
  readonly path: string;
  /** Items that never arrived anywhere. */
  dropped = 0;
  /** Items that were sampled away on purpose. */
  skipped = 0;
  readonly #options: SignalOptions<Item>;
  readonly #queue: ByteQueue;
  #filling: Item[] = [];
  #weight = 0;
  #closed: Item[][] = [];

  constructor(options: SignalOptions<Item>) {
    this.path = options.path;
    this.#options = options;
    this.#queue = new ByteQueue(options.maxWaitingBytes);
  }

  /** A push and two comparisons; everything else happens later. */
  add(item: Item): void {
    this.#weight += item.weight ?? 0;
    if (this.#filling.push(item) >= this.#options.batchItems || this.#weight > MAX_BATCH_WEIGHT)
      this.#close();
  }

  skip(count: number): void {
    this.skipped += count;
  }

  /** Items and pieces that were not sent yet; 0 when there are none. */
  get waiting(): number {
    return this.#filling.length + this.#closed.length + this.#queue.length;
  }

  /** Encodes all that has gathered. */
  pack(): void {
    const batches = this.#closed;
    if (this.#filling.length > 0) batches.push(this.#filling);
    this.#closed = [];
    this.#filling = [];
    this.#weight = 0;
    for (const batch of batches) this.#encode(batch);
  }

  /** The oldest that waits, as the body of one request; undefined when nothing does. */
  take(maxBytes: number): Piece | undefined {
    return this.#queue.take(maxBytes);
  }

  putBack(piece: Piece): void {
    this.dropped += this.#queue.putBack(piece);
  }

  #close(): void {
    this.#closed.push(this.#filling);
    this.#filling = [];
    this.#weight = 0;
    if (this.#closed.length === 1) setImmediate(() => this.#encodeClosed());
    else if (this.#closed.length > MAX_CLOSED) this.#encodeClosed();
  }

  #encodeClosed(): void {
    const batches = this.#closed;
    this.#closed = [];
    for (const batch of batches) this.#encode(batch);
    if (this.#queue.bytes >= MUCH_BYTES) this.#options.onMuch();
  }

  #encode(batch: readonly Item[]): void {
    // An attribute whose getter throws, say: that one is lost, and not those that ended beside it.
    if (!this.#encodeAll(batch))
      for (const item of batch) if (batch.length === 1 || !this.#encodeAll([item])) this.dropped++;
    for (const item of batch) item.release();
  }

  /** @returns false when there is one among them that cannot be encoded */
  #encodeAll(items: readonly Item[]): boolean {
    const { encode, writer, resource } = this.#options;
    let bytes: Buffer;
    try {
      bytes = encode(writer, resource, items);
    } catch {
      return false;
    }
    this.dropped += this.#queue.add({ bytes, items: items.length });
    return true;
  }
}
