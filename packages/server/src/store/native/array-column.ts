import type { ChunkList } from './chunk-list.ts';
import type { Column, RowSelection } from './column.ts';
import { Int64Column } from './int64-column.ts';
import type { LowCardinalityColumn } from './low-cardinality-column.ts';

/** A column whose rows can be appended a second time. */
export interface RepeatableColumn extends Column {
  repeat(start: number, end: number): void;
}

/**
 * Rows made of a varying number of elements that lie in element columns: the caller appends elements there and closes
 * the row with `endRow`. The format writes where each row ends, then the elements.
 *
 *   ends      2        2  3
 *   elements  [a b]   []  [c]
 */
class ElementsColumn<Elements extends readonly Column[]> implements Column {
  readonly type: string;
  readonly #elements: Elements;
  readonly #ends = new Int64Column('UInt64');
  #rowEnds = new Float64Array(1024);

  protected constructor(type: string, elements: Elements) {
    this.type = type;
    this.#elements = elements;
  }

  get length(): number {
    return this.#ends.length;
  }

  get byteLength(): number {
    let bytes = this.#ends.byteLength;
    for (const column of this.#elements) bytes += column.byteLength;
    return bytes;
  }

  endRow(): void {
    const row = this.#ends.length;
    const end = (this.#elements[0] as Column).length;
    if (row === this.#rowEnds.length) {
      const larger = new Float64Array(row * 2);
      larger.set(this.#rowEnds);
      this.#rowEnds = larger;
    }
    this.#rowEnds[row] = end;
    this.#ends.append(end, 0);
  }

  /** First element of a row. */
  startOf(row: number): number {
    return row === 0 ? 0 : (this.#rowEnds[row - 1] as number);
  }

  endOf(row: number): number {
    return this.#rowEnds[row] as number;
  }

  truncate(length: number): void {
    const elements = this.startOf(length);
    for (const column of this.#elements) column.truncate(elements);
    this.#ends.truncate(length);
  }

  clear(): void {
    for (const column of this.#elements) column.clear();
    this.#ends.clear();
  }

  writePrefix(out: ChunkList): void {
    for (const column of this.#elements) column.writePrefix(out);
  }

  writeData(out: ChunkList, rows?: RowSelection): void {
    if (rows === undefined) {
      this.#ends.writeData(out);
      for (const column of this.#elements) column.writeData(out);
      return;
    }
    const mask = new Uint8Array((this.#elements[0] as Column).length);
    const ends = new Int64Column('UInt64');
    let count = 0;
    for (let row = 0; row < this.length; row++) {
      if (rows.mask[row] !== 1) continue;
      const start = this.startOf(row);
      const end = this.endOf(row);
      mask.fill(1, start, end);
      count += end - start;
      ends.append(count, 0);
    }
    ends.writeData(out);
    for (const column of this.#elements) column.writeData(out, { mask, count });
  }
}

/** Array(T). */
export class ArrayColumn<T extends Column> extends ElementsColumn<readonly [T]> {
  readonly elements: T;

  constructor(elements: T) {
    super(`Array(${elements.type})`, [elements]);
    this.elements = elements;
  }
}

/** Map(LowCardinality(String), V). Append a key and a value for each entry, then `endRow`. */
export class MapColumn<V extends RepeatableColumn> extends ElementsColumn<
  readonly [LowCardinalityColumn, V]
> {
  readonly keys: LowCardinalityColumn;
  readonly values: V;

  constructor(keys: LowCardinalityColumn, values: V) {
    super(`Map(${keys.type}, ${values.type})`, [keys, values]);
    this.keys = keys;
    this.values = values;
  }

  /** Appends a row equal to an earlier one. */
  repeatRow(row: number): void {
    const start = this.startOf(row);
    const end = this.endOf(row);
    this.keys.repeat(start, end);
    this.values.repeat(start, end);
    this.endRow();
  }
}
