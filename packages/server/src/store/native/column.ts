import type { ChunkList } from './chunk-list.ts';

/** Which rows of a column to write: `mask[row]` is 1 for the `count` rows that are kept. */
export interface RowSelection {
  mask: Uint8Array;
  count: number;
}

/**
 * One column of an open block. Values are appended through the methods of the concrete class; the block needs only
 * what is here. Written chunks are views of the column's memory, valid until it is changed next.
 */
export interface Column {
  /** ClickHouse type as in the block's header, e.g. `Map(LowCardinality(String), Int64)`. */
  readonly type: string;
  /** Rows so far. */
  readonly length: number;
  /** Bytes of values so far, for bounds; not exact to the byte. */
  readonly byteLength: number;
  /** Takes back everything from row `length` on. */
  truncate(length: number): void;
  /** Empties the column and keeps its memory, unless that has grown far beyond the usual. */
  clear(): void;
  /** State that the format puts before the data of the whole column. */
  writePrefix(out: ChunkList): void;
  writeData(out: ChunkList, rows?: RowSelection): void;
}

/** Memory kept by a column between blocks; what a rare large block needed beyond it is given back. */
export const MAX_KEPT_BYTES = 8 * 1024 * 1024;
