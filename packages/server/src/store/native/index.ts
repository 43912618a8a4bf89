export * from './array-column.ts';
export type * from './column.ts';
export * from './fixed-string-column.ts';
export * from './int64-column.ts';
export * from './low-cardinality-column.ts';
export * from './native-block.ts';
export * from './nullable-column.ts';
export * from './number-column.ts';
export * from './string-column.ts';
