export type * from './bins.ts';
export type * from './errors.ts';
export type * from './fields.ts';
export type * from './findings.ts';
export type * from './health.ts';
export type * from './live.ts';
export type * from './traces.ts';
export type * from './transactions.ts';
