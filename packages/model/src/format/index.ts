export * from './format-duration.ts';
export * from './parse-duration.ts';
