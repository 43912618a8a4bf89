export * from './build-tree.ts';
export * from './find-clock-skew.ts';
export * from './find-transactions.ts';
export * from './layer-breakdown.ts';
export * from './self-time.ts';
export type * from './span-columns.ts';
