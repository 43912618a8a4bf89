export * from './build-tree.ts';
export * from './self-time.ts';
export type * from './span-columns.ts';
