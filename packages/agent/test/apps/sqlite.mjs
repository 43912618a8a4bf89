// SQLite as ES modules get it; the rest of the app is the same.
import { DatabaseSync } from 'node:sqlite';

globalThis.imported = { DatabaseSync };
await import('./sqlite.cjs');
