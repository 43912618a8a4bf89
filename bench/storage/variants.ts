/**
 * The ways to store events that are measured against each other. Each differs from `base` in one thing, so that
 * the difference has one cause; `chosen` puts
 * the winners together.
 */
import {
  ATTRIBUTE_INDEXES,
  INDEXES_BUILT_BY_MERGES,
  MAPS_IN_BUCKETS,
} from '../../packages/server/src/store/schema/attribute-indexes.ts';
import type { AttributeAccess } from '../queries/budget-queries.ts';
import { serverCondition } from '../queries/server-condition.ts';

export interface Variant extends AttributeAccess {
  name: string;
  /** What it is for, in the words of the printed table. */
  about: string;
  orderBy: string;
  /** Column definitions that replace those of `COLUMNS` by name, or are added after them. */
  columns?: Record<string, string>;
  indexes?: string[];
  tableSettings?: string;
  insertSettings?: string;
  /** What fills a column from the source's columns, where that is not the column of the same name. */
  from?: Record<string, string>;
  /** A second table that a materialized view fills: its columns and engine, and the SELECT behind `FROM`. */
  view?: { columns: string; engine: string; select: string };
}

export const BY_ENTRY = 'bin, entry, toStartOfFiveMinutes(time), service, name, toUnixTimestamp64Nano(time)';
const BY_BUCKET = 'bin, toStartOfFiveMinutes(time), service, name, toUnixTimestamp64Nano(time)';
const BY_SERVICE = 'bin, service, name, toStartOfFiveMinutes(time), toUnixTimestamp64Nano(time)';
const BY_TIME = 'bin, time';

const LOW = 'LowCardinality(String)';
export const COLUMNS: Record<string, string> = {
  bin: LOW,
  type: 'UInt8',
  entry: 'Bool',
  time: "DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1))",
  duration: 'UInt64 CODEC(ZSTD(1))',
  trace_id: 'FixedString(16) CODEC(ZSTD(1))',
  span_id: 'FixedString(8) CODEC(NONE)',
  parent_span_id: 'FixedString(8) CODEC(ZSTD(1))',
  service: LOW,
  name: LOW,
  kind: 'UInt8',
  status: 'UInt8',
  layer: 'UInt8',
  status_message: 'String CODEC(ZSTD(1))',
  trace_state: 'String CODEC(ZSTD(1))',
  sample_rate: 'Float64 CODEC(ZSTD(1))',
  flags: 'UInt32 CODEC(ZSTD(1))',
  severity: 'UInt8',
  severity_text: LOW,
  body: 'String CODEC(ZSTD(1))',
  scope_name: LOW,
  scope_version: LOW,
  strings: `Map(${LOW}, String) CODEC(ZSTD(1))`,
  ints: `Map(${LOW}, Int64) CODEC(ZSTD(1))`,
  doubles: `Map(${LOW}, Float64) CODEC(ZSTD(1))`,
  bools: `Map(${LOW}, Bool) CODEC(ZSTD(1))`,
  jsons: `Map(${LOW}, String) CODEC(ZSTD(1))`,
  resource: `Map(${LOW}, String) CODEC(ZSTD(1))`,
  event_times: 'Array(UInt64) CODEC(ZSTD(1))',
  event_names: `Array(${LOW}) CODEC(ZSTD(1))`,
  event_attributes: 'Array(String) CODEC(ZSTD(1))',
  link_trace_ids: 'Array(FixedString(16)) CODEC(ZSTD(1))',
  link_span_ids: 'Array(FixedString(8)) CODEC(ZSTD(1))',
  link_trace_states: 'Array(String) CODEC(ZSTD(1))',
  link_attributes: 'Array(String) CODEC(ZSTD(1))',
  received_at: 'DateTime CODEC(Delta(4), ZSTD(1))',
  expires_at: 'DateTime CODEC(Delta(4), ZSTD(1))',
};

const TRACE_INDEX = 'INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1';

/** Items of all maps in one index: what the store does with an index for each map, the obvious way. */
const ITEMS = `arrayConcat(
  arrayMap((k, v) -> concat(k, '=', substring(v, 1, 128)), mapKeys(strings), mapValues(strings)),
  arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(ints), mapValues(ints)),
  arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(doubles), mapValues(doubles)),
  arrayMap((k, v) -> concat(k, '=', toString(v)), mapKeys(bools), mapValues(bools)),
  arrayMap((k, v) -> concat(k, '=', substring(v, 1, 128)), mapKeys(resource), mapValues(resource)))`;
const ONE_INDEX = {
  columns: { items: `Array(String) ALIAS ${ITEMS}` },
  indexes: [TRACE_INDEX, "INDEX by_item items TYPE text(tokenizer = 'array')"],
  equals: (key: string, value: string) => `has(items, '${key}=${value}')`,
};
/** What the store does, with its own definitions. */
const BLOOMS = {
  indexes: [TRACE_INDEX, ATTRIBUTE_INDEXES],
  equals: serverCondition,
};
const MERGE_ONLY = `exclude_materialize_skip_indexes_on_insert = '${['by_item', ...INDEXES_BUILT_BY_MERGES].join(',')}'`;

const BUCKETS = Object.entries(MAPS_IN_BUCKETS)
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ');

const HOT: Record<string, string> = {
  'http.route': LOW,
  'http.request.method': LOW,
  'url.path': 'String CODEC(ZSTD(1))',
  'server.address': LOW,
  'db.system.name': LOW,
  'db.operation.name': LOW,
  'db.collection.name': LOW,
  'db.query.text': 'String CODEC(ZSTD(1))',
  'code.function.name': LOW,
};
const hotColumn = (key: string) => `\`@${key}\``;

const one = (index: 'bloom' | 'none' = 'bloom') => (index === 'bloom' ? [TRACE_INDEX] : []);

/** Maps packed closer. */
const CLOSER: Record<string, string> = {
  strings: `Map(${LOW}, String) CODEC(ZSTD(3))`,
  ints: `Map(${LOW}, Int64) CODEC(ZSTD(3))`,
  resource: `Map(${LOW}, String) CODEC(ZSTD(3))`,
};

export const VARIANTS: Variant[] = [
  { name: 'base', about: 'typed maps, by entry and 5 min', orderBy: BY_ENTRY, indexes: one() },
  { name: 'sort-bucket', about: 'sorted by 5 min, service, name', orderBy: BY_BUCKET, indexes: one() },
  { name: 'sort-service', about: 'sorted by service, name, 5 min', orderBy: BY_SERVICE, indexes: one() },
  { name: 'sort-time', about: 'sorted by time', orderBy: BY_TIME, indexes: one() },
  {
    name: 'bloom',
    about: 'blooms on keys and values',
    orderBy: BY_ENTRY,
    indexes: [
      TRACE_INDEX,
      'INDEX by_key mapKeys(strings) TYPE bloom_filter(0.01) GRANULARITY 1',
      'INDEX by_value mapValues(strings) TYPE bloom_filter(0.01) GRANULARITY 1',
    ],
    equals: (key, value) => `has(mapValues(strings), '${value}') AND strings['${key}'] = '${value}'`,
  },
  {
    name: 'one-map',
    about: 'all attributes as text in one map',
    orderBy: BY_ENTRY,
    indexes: one(),
    columns: { strings: `Map(${LOW}, String) CODEC(ZSTD(1))`, ints: '', doubles: '', bools: '', jsons: '' },
    from: {
      strings:
        'mapConcat(strings, mapApply((k, v) -> (k, toString(v)), ints), mapApply((k, v) -> (k, toString(v)), doubles), mapApply((k, v) -> (k, toString(v)), bools))',
    },
  },
  {
    name: 'variant-map',
    about: 'one map of Variant values',
    orderBy: BY_ENTRY,
    indexes: one(),
    columns: {
      strings: `Map(${LOW}, Variant(Bool, Float64, Int64, String)) CODEC(ZSTD(1))`,
      ints: '',
      doubles: '',
      bools: '',
      jsons: '',
    },
    from: {
      strings: `mapConcat(${['strings', 'ints', 'doubles', 'bools'].map((map) => `mapApply((k, v) -> (k, v::Variant(Bool, Float64, Int64, String)), ${map})`).join(', ')})`,
    },
    stringAttribute: (key) => `variantElement(strings['${key}'], 'String')`,
  },
  {
    name: 'hot-columns',
    about: 'nine frequent attributes as columns',
    orderBy: BY_ENTRY,
    indexes: one(),
    columns: Object.fromEntries(Object.entries(HOT).map(([key, type]) => [`@${key}`, type])),
    from: {
      strings: `mapFilter((k, v) -> k NOT IN (${Object.keys(HOT).map((key) => `'${key}'`)}), strings)`,
      ...Object.fromEntries(Object.keys(HOT).map((key) => [`@${key}`, `strings['${key}']`])),
    },
    stringAttribute: (key) => (key in HOT ? hotColumn(key) : `strings['${key}']`),
  },
  {
    name: 'low-values',
    about: 'resource values as LowCardinality',
    orderBy: BY_ENTRY,
    indexes: one(),
    columns: { resource: `Map(${LOW}, ${LOW}) CODEC(ZSTD(1))` },
  },
  {
    name: 'traces-view',
    about: 'with the traces table',
    orderBy: BY_ENTRY,
    indexes: one(),
    view: {
      columns:
        "bin LowCardinality(String), trace_id FixedString(16), start SimpleAggregateFunction(min, DateTime64(9, 'UTC')), end SimpleAggregateFunction(max, DateTime64(9, 'UTC')), spans SimpleAggregateFunction(sum, UInt64), errors SimpleAggregateFunction(sum, UInt64), root_service SimpleAggregateFunction(max, LowCardinality(String)), root_name SimpleAggregateFunction(max, LowCardinality(String)), services SimpleAggregateFunction(groupUniqArrayArray, Array(String)), expires_at SimpleAggregateFunction(max, DateTime)",
      engine: 'AggregatingMergeTree ORDER BY (bin, trace_id) SETTINGS index_granularity = 1024',
      select:
        "SELECT bin, trace_id, min(time) AS start, max(time + toIntervalNanosecond(duration)) AS end, count() AS spans, countIf(status = 2) AS errors, max(if(parent_span_id = toFixedString('', 8), service, '')) AS root_service, max(if(parent_span_id = toFixedString('', 8), name, '')) AS root_name, groupUniqArray(toString(service)) AS services, max(expires_at) AS expires_at FROM % GROUP BY bin, trace_id",
    },
  },
  {
    name: 'narrow-table',
    about: 'with a second table by trace id',
    orderBy: BY_ENTRY,
    indexes: one('none'),
    view: {
      columns:
        "bin LowCardinality(String), trace_id FixedString(16), time DateTime64(9, 'UTC'), span_id FixedString(8), entry Bool, service LowCardinality(String), name LowCardinality(String)",
      engine: 'MergeTree ORDER BY (bin, trace_id, time) SETTINGS index_granularity = 1024',
      select: 'SELECT bin, trace_id, time, span_id, entry, service, name FROM %',
    },
  },
  { name: 'no-trace-index', about: 'no bloom on trace_id', orderBy: BY_ENTRY, indexes: one('none') },
  {
    name: 'granule-2048',
    about: 'granules of 2,048 rows',
    orderBy: BY_ENTRY,
    indexes: one(),
    tableSettings: 'index_granularity = 2048',
  },
  {
    name: 'zstd-3',
    about: 'ZSTD(3) instead of ZSTD(1)',
    orderBy: BY_ENTRY,
    indexes: one(),
    columns: Object.fromEntries(
      Object.entries(COLUMNS)
        .filter(([, type]) => type.includes('ZSTD(1)'))
        .map(([name, type]) => [name, type.replace('ZSTD(1)', 'ZSTD(3)')]),
    ),
  },
  {
    name: 'double-delta',
    about: 'DoubleDelta on time, T64 on duration',
    orderBy: BY_ENTRY,
    indexes: one(),
    columns: {
      time: "DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1))",
      duration: 'UInt64 CODEC(T64, ZSTD(1))',
    },
  },
  {
    name: 'closer',
    about: 'ZSTD(3) for strings, ints and resource',
    orderBy: BY_ENTRY,
    columns: CLOSER,
    indexes: one(),
  },
  {
    name: 'text-one',
    about: 'one text index over all maps, built by inserts too',
    orderBy: BY_ENTRY,
    ...ONE_INDEX,
  },
  {
    name: 'text-one-merge',
    about: 'one text index over all maps, built by merges',
    orderBy: BY_ENTRY,
    ...ONE_INDEX,
    insertSettings: MERGE_ONLY,
  },
  {
    name: 'bloom-merge',
    about: 'blooms on the values of each map, built by merges',
    orderBy: BY_ENTRY,
    ...BLOOMS,
    insertSettings: MERGE_ONLY,
  },
  {
    name: 'buckets',
    about: 'maps in buckets after merges',
    orderBy: BY_ENTRY,
    indexes: one(),
    tableSettings: BUCKETS,
  },
  {
    name: 'chosen',
    about: 'closer, with blooms built by merges, and buckets',
    orderBy: BY_ENTRY,
    columns: CLOSER,
    ...BLOOMS,
    insertSettings: MERGE_ONLY,
    tableSettings: BUCKETS,
  },
];
