import type { ChunkList } from './chunk-list.ts';
import type { Column, RowSelection } from './column.ts';
import { NumberColumn, type NumberType } from './number-column.ts';

/** Nullable(number): a flag per row, then the values with zeros where there is none. */
export class NullableColumn implements Column {
  readonly type: string;
  readonly #isNull = new NumberColumn('UInt8');
  readonly #values: NumberColumn;

  constructor(type: NumberType) {
    this.type = `Nullable(${type})`;
    this.#values = new NumberColumn(type);
  }

  get length(): number {
    return this.#values.length;
  }

  get byteLength(): number {
    return this.#isNull.byteLength + this.#values.byteLength;
  }

  append(value: number | null): void {
    this.#isNull.append(value === null ? 1 : 0);
    this.#values.append(value ?? 0);
  }

  truncate(length: number): void {
    this.#isNull.truncate(length);
    this.#values.truncate(length);
  }

  clear(): void {
    this.#isNull.clear();
    this.#values.clear();
  }

  writePrefix(): void {}

  writeData(out: ChunkList, rows?: RowSelection): void {
    this.#isNull.writeData(out, rows);
    this.#values.writeData(out, rows);
  }
}
