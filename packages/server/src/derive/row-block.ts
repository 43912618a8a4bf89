/** Rows as blocks in the store's own format. */
import type { BlockColumn } from '../store/engine/engine.ts';
import {
  ArrayColumn,
  type Column,
  encodeNativeBlock,
  FixedStringColumn,
  Int64Column,
  LowCardinalityColumn,
  NumberColumn,
  type NumberType,
  StringColumn,
} from '../store/native/index.ts';

/** How a value of a row becomes a value of a column. */
interface Cell<Row> {
  column: Column;
  append(row: Row): void;
}

export const word = <Row>(value: (row: Row) => string): Cell<Row> => {
  const column = new LowCardinalityColumn();
  return { column, append: (row) => column.append(value(row)) };
};

export const text = <Row>(value: (row: Row) => string): Cell<Row> => {
  const column = new StringColumn();
  return { column, append: (row) => column.appendText(value(row)) };
};

export const number = <Row>(type: NumberType, value: (row: Row) => number): Cell<Row> => {
  const column = new NumberColumn(type);
  return { column, append: (row) => column.append(value(row)) };
};

/** A whole number up to 2^53. */
export const large = <Row>(value: (row: Row) => number): Cell<Row> => {
  const column = new Int64Column('UInt64');
  return { column, append: (row) => column.appendNumber(value(row)) };
};

export const numbers = <Row>(type: NumberType, values: (row: Row) => readonly number[]): Cell<Row> => {
  const column = new ArrayColumn(new NumberColumn(type));
  return {
    column,
    append: (row) => {
      for (const value of values(row)) column.elements.append(value);
      column.endRow();
    },
  };
};

export const nanoTime = <Row>(value: (row: Row) => bigint): Cell<Row> => {
  const column = new Int64Column("DateTime64(9, 'UTC')");
  return { column, append: (row) => column.appendBigInt(value(row)) };
};

/** 16 hex digits as a number. */
export const hash = <Row>(value: (row: Row) => string): Cell<Row> => {
  const column = new Int64Column('UInt64');
  return { column, append: (row) => column.appendBigInt(BigInt(`0x${value(row)}`)) };
};

export const id = <Row>(bytes: 8 | 16, value: (row: Row) => string): Cell<Row> => {
  const column = new FixedStringColumn(bytes);
  return { column, append: (row) => column.append(Buffer.from(value(row), 'hex')) };
};

export interface RowBlock {
  table: string;
  rows: number;
  columns: BlockColumn[];
  block: Uint8Array[];
}

export function encodeRows<Row>(
  table: string,
  rows: readonly Row[],
  cells: Readonly<Record<string, Cell<Row>>>,
): RowBlock {
  const entries = Object.entries(cells);
  for (const row of rows) for (const [, cell] of entries) cell.append(row);
  return {
    table,
    rows: rows.length,
    columns: entries.map(([name, { column }]) => ({ name, type: column.type })),
    block: encodeNativeBlock(Object.fromEntries(entries.map(([name, { column }]) => [name, column]))),
  };
}
