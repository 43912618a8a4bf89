export * from './build-tree.ts';
export * from './critical-path.ts';
export * from './find-clock-skew.ts';
export * from './find-repeats.ts';
export * from './find-transactions.ts';
export * from './layer-breakdown.ts';
export * from './self-time.ts';
export type * from './span-columns.ts';
export * from './statement-shapes.ts';
