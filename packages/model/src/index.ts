export type * from './api/index.ts';
export * from './event-codes.ts';
export * from './format/index.ts';
export * from './layers.ts';
export * from './semantic-conventions/index.ts';
export * from './sql/index.ts';
export * from './stable-hash.ts';
export * from './trace/index.ts';
export type * from './units.ts';
