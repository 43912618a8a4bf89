export * from './advice.ts';
export * from './find-framework.ts';
export * from './finding-kinds.ts';
