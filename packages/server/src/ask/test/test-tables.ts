/** The tables that questions read, as `docs/data-model.md` describes them. */
export const TEST_TABLES = [
  `CREATE TABLE events (
     bin LowCardinality(String), type UInt8, entry Bool, time DateTime64(9, 'UTC'), duration UInt64,
     trace_id FixedString(16), span_id FixedString(8), parent_span_id FixedString(8),
     service LowCardinality(String), name LowCardinality(String), kind UInt8, status UInt8, layer UInt8,
     status_message String, trace_state String, sample_rate Float64, flags UInt32, severity UInt8,
     severity_text LowCardinality(String), body String,
     scope_name LowCardinality(String), scope_version LowCardinality(String),
     strings Map(LowCardinality(String), String), ints Map(LowCardinality(String), Int64),
     doubles Map(LowCardinality(String), Float64), bools Map(LowCardinality(String), Bool),
     jsons Map(LowCardinality(String), String), resource Map(LowCardinality(String), String),
     event_times Array(UInt64), event_names Array(LowCardinality(String)), event_attributes Array(String),
     link_trace_ids Array(FixedString(16)), link_span_ids Array(FixedString(8)),
     link_trace_states Array(String), link_attributes Array(String),
     received_at DateTime, expires_at DateTime
   ) ENGINE = MergeTree ORDER BY (bin, entry, toStartOfFiveMinutes(time), service, name, time)
     PARTITION BY toDate(time)`,
  `CREATE TABLE traces (
     bin LowCardinality(String), trace_id FixedString(16),
     start SimpleAggregateFunction(min, DateTime64(9, 'UTC')), end SimpleAggregateFunction(max, DateTime64(9, 'UTC')),
     spans SimpleAggregateFunction(sum, UInt64), errors SimpleAggregateFunction(sum, UInt64),
     root_service SimpleAggregateFunction(max, String), root_name SimpleAggregateFunction(max, String),
     services SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
     expires_at SimpleAggregateFunction(max, DateTime)
   ) ENGINE = AggregatingMergeTree ORDER BY (bin, trace_id)`,
  `CREATE MATERIALIZED VIEW traces_view TO traces AS
   SELECT bin, trace_id, min(time) AS start,
     max(fromUnixTimestamp64Nano(toUnixTimestamp64Nano(time) + toInt64(duration), 'UTC')) AS end,
     count() AS spans, countIf(status = 2) AS errors,
     maxIf(toString(service), parent_span_id = toFixedString('', 8)) AS root_service,
     maxIf(toString(name), parent_span_id = toFixedString('', 8)) AS root_name,
     groupUniqArray(toString(service)) AS services, max(expires_at) AS expires_at
   FROM events WHERE type = 0 GROUP BY bin, trace_id`,
  `CREATE TABLE fields (
     bin LowCardinality(String), name String, type LowCardinality(String), source LowCardinality(String),
     last_seen DateTime, examples Array(String)
   ) ENGINE = ReplacingMergeTree(last_seen) ORDER BY (bin, name, type, source)`,
];
