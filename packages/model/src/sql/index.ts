export * from './fingerprint-sql.ts';
export * from './sanitize-sql.ts';
export * from './statement-key.ts';
export * from './summarize-sql.ts';
