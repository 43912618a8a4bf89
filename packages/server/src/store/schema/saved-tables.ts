/** What people save in a bin, as described in docs/data-model.md. */
import type { TableDefinition } from './table-definition.ts';

const DURABLE = { fsync_after_insert: 1, fsync_part_directory: 1 };

/** Questions under a name, and boards of them. */
export const SAVED: TableDefinition = {
  name: 'saved',
  engine: 'Replacing',
  engineArgument: 'changed_at',
  columns: `
    bin String,
    kind LowCardinality(String),
    id String,
    name String,
    content String,
    changed_at DateTime64(3, 'UTC')`,
  orderBy: '(bin, kind, id)',
  settings: DURABLE,
};

/** Answers as they were. JSON of an answer is long and repeats itself: ZSTD takes it to about a tenth. */
export const KEPT_ANSWERS: TableDefinition = {
  name: 'kept_answers',
  engine: '',
  columns: `
    bin String,
    id String,
    content String CODEC(ZSTD(6)),
    kept_at DateTime('UTC'),
    expires_at DateTime('UTC')`,
  orderBy: '(bin, id)',
  ttl: 'expires_at',
  settings: DURABLE,
};
