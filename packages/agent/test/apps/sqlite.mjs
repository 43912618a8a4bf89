// SQLite as ES modules get it; the rest of the app is the same.
const { DRIVER: driver = 'node:sqlite' } = process.env;
globalThis.imported =
  driver === 'node:sqlite' ? await import('node:sqlite') : (await import('better-sqlite3')).default;
await import('./sqlite.cjs');
