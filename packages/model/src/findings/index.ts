export * from './advice.ts';
export * from './find-framework.ts';
export * from './finding-kinds.ts';
export * from './thresholds.ts';
