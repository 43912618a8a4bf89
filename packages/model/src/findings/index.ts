export * from './advice.ts';
export type * from './advised-finding.ts';
export * from './find-framework.ts';
export * from './finding-kinds.ts';
export * from './thresholds.ts';
