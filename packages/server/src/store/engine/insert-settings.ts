import { INDEXES_BUILT_BY_MERGES } from '../schema/attribute-indexes.ts';

/**
 * Settings of every block insert. Imports of old data touch up to one partition a day of the longest retention, which
 * is 400; the bound keeps a sender with absurd times from making thousands of parts with one request.
 */
export const INSERT_SETTINGS = {
  max_partitions_per_insert_block: 500,
  exclude_materialize_skip_indexes_on_insert: INDEXES_BUILT_BY_MERGES.join(','),
};
