export * from './fingerprint-sql.ts';
export * from './sanitize-sql.ts';
export * from './summarize-sql.ts';
