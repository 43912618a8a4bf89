export * from './condition.ts';
export * from './expression/index.ts';
export * from './known-fields.ts';
export * from './operations.ts';
export * from './operators.ts';
export * from './question.ts';
export * from './sql/index.ts';
export * from './text/index.ts';
