export type * from './api/index.ts';
export * from './event-codes.ts';
export type * from './units.ts';
