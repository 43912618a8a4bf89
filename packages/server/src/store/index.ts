export type { BlockColumn, Engine, QueryOptions, QueryParams, QueryResult } from './engine/engine.ts';
export { EngineError } from './engine/engine-error.ts';
export { openEngine } from './engine/open-engine.ts';
export * from './markers/index.ts';
export * from './saved/index.ts';
export { migrate } from './schema/index.ts';
export * from './writer/index.ts';
