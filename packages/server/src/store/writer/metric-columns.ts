import {
  ArrayColumn,
  FixedStringColumn,
  Int64Column,
  LowCardinalityColumn,
  MapColumn,
  NullableColumn,
  NumberColumn,
  StringColumn,
} from '../native/index.ts';

const TIME = "DateTime64(9, 'UTC')";
const texts = () => new MapColumn(new LowCardinalityColumn(), new StringColumn());
const doubles = () => new ArrayColumn(new NumberColumn('Float64'));
const counts = () => new ArrayColumn(new Int64Column('UInt64'));

/** Column builders of the table `metrics`, by column name. */
export function metricColumns() {
  return {
    bin: new LowCardinalityColumn(),
    name: new LowCardinalityColumn(),
    type: new LowCardinalityColumn(),
    unit: new LowCardinalityColumn(),
    description: new LowCardinalityColumn(),
    temporality: new NumberColumn('UInt8'),
    monotonic: new NumberColumn('Bool'),
    service: new LowCardinalityColumn(),
    scope_name: new LowCardinalityColumn(),
    scope_version: new LowCardinalityColumn(),
    resource: texts(),
    attributes: texts(),
    start_time: new Int64Column(TIME),
    time: new Int64Column(TIME),
    flags: new NumberColumn('UInt32'),
    value: new NumberColumn('Float64'),
    count: new Int64Column('UInt64'),
    sum: new NumberColumn('Float64'),
    min: new NullableColumn('Float64'),
    max: new NullableColumn('Float64'),
    bounds: doubles(),
    bucket_counts: counts(),
    scale: new NumberColumn('Int32'),
    zero_count: new Int64Column('UInt64'),
    zero_threshold: new NumberColumn('Float64'),
    positive_offset: new NumberColumn('Int32'),
    positive_counts: counts(),
    negative_offset: new NumberColumn('Int32'),
    negative_counts: counts(),
    quantiles: doubles(),
    quantile_values: doubles(),
    exemplar_times: counts(),
    exemplar_values: doubles(),
    exemplar_trace_ids: new ArrayColumn(new FixedStringColumn(16)),
    exemplar_span_ids: new ArrayColumn(new FixedStringColumn(8)),
    exemplar_attributes: new ArrayColumn(new StringColumn()),
    received_at: new NumberColumn('DateTime'),
    expires_at: new NumberColumn('DateTime'),
  };
}
