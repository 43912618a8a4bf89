/**
 * Bloom filters on the values of each attribute map. The engine uses them for conditions as `strings['k'] = 'v'`, also
 * where several are joined by OR, to leave out granules that do not hold the value (docs/adr/0002-attribute-storage.md).
 * A boolean's value says nothing, so there it is the key.
 */
const INDEXES = [
  { name: 'by_string', of: 'mapValues(strings)' },
  { name: 'by_int', of: 'mapValues(ints)' },
  { name: 'by_double', of: 'mapValues(doubles)' },
  { name: 'by_bool', of: 'mapKeys(bools)' },
  { name: 'by_json', of: 'mapValues(jsons)' },
  { name: 'by_resource', of: 'mapValues(resource)' },
];

/** Part of the table definition, one a line. */
export const ATTRIBUTE_INDEXES = INDEXES.map(
  ({ name, of }) => `INDEX ${name} ${of} TYPE bloom_filter(0.01) GRANULARITY 1`,
).join(',\n    ');

/**
 * Whether any text in a granule is empty. The filters above let through a hundredth of the granules that hold none, and are
 * 25 KB each: a look for empty texts in ten million spans took 120 ms of CPU with them and takes 25 with these.
 */
const EMPTY_TEXTS = [
  { name: 'empty_string', of: `has(mapValues(strings), '')` },
  { name: 'empty_resource', of: `has(mapValues(resource), '')` },
];

/** One definition each. */
export const EMPTY_TEXT_INDEXES = EMPTY_TEXTS.map(
  ({ name, of }) => `${name} ${of} TYPE minmax GRANULARITY 1`,
);

/**
 * Inserts leave these indexes to the merges: building them would more than double what an insert costs, and the few
 * rows that no merge has seen yet are read quickly without.
 */
export const INDEXES_BUILT_BY_MERGES = [...INDEXES, ...EMPTY_TEXTS].map(({ name }) => name);

/**
 * Merged parts keep a map in buckets, so that a key is read without most others. Fresh parts keep it whole, which is quicker
 * to write. The engine takes the number from the first rows of the parts it merges, six times the root of how many keys these have,
 * and often they are log records with one: a number for each key, or a least size, left whole parts without buckets, where a
 * key took four times as long. The length of a text stands before it and not in a stream of its own, which took a tenth longer
 * to read and 2 % more disk (numbers in docs/adr/0002-attribute-storage.md).
 */
export const MAPS_IN_BUCKETS = {
  map_serialization_version: "'with_buckets'",
  map_serialization_version_for_zero_level_parts: "'basic'",
  map_buckets_strategy: "'sqrt'",
  map_buckets_coefficient: 6,
  map_buckets_min_avg_size: 0,
  max_buckets_in_map: 10,
  string_serialization_version: "'single_stream'",
};

/**
 * Merges are the largest part of what a span costs. Fewer and larger ones, column by column already when small, took
 * 16 us of CPU for each span instead of 36 under load with 8 senders, 7 instead of 17 with 24, for about ten more parts.
 */
export const FEWER_MERGES = {
  merge_selector_base: 12,
  vertical_merge_algorithm_min_rows_to_activate: 16_384,
};
