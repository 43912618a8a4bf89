import {
  ArrayColumn,
  FixedStringColumn,
  Int64Column,
  LowCardinalityColumn,
  MapColumn,
  NumberColumn,
  StringColumn,
} from '../native/index.ts';

const map = {
  strings: () => new MapColumn(new LowCardinalityColumn(), new StringColumn()),
  ints: () => new MapColumn(new LowCardinalityColumn(), new Int64Column('Int64')),
  doubles: () => new MapColumn(new LowCardinalityColumn(), new NumberColumn('Float64')),
  bools: () => new MapColumn(new LowCardinalityColumn(), new NumberColumn('Bool')),
};

/** Column builders of the table `events`, by column name. */
export function eventColumns() {
  return {
    bin: new LowCardinalityColumn(),
    type: new NumberColumn('UInt8'),
    entry: new NumberColumn('Bool'),
    time: new Int64Column("DateTime64(9, 'UTC')"),
    duration: new Int64Column('UInt64'),
    trace_id: new FixedStringColumn(16),
    span_id: new FixedStringColumn(8),
    parent_span_id: new FixedStringColumn(8),
    service: new LowCardinalityColumn(),
    name: new LowCardinalityColumn(),
    kind: new NumberColumn('UInt8'),
    status: new NumberColumn('UInt8'),
    layer: new NumberColumn('UInt8'),
    status_message: new StringColumn(),
    trace_state: new StringColumn(),
    sample_rate: new NumberColumn('Float64'),
    flags: new NumberColumn('UInt32'),
    severity: new NumberColumn('UInt8'),
    severity_text: new LowCardinalityColumn(),
    body: new StringColumn(),
    scope_name: new LowCardinalityColumn(),
    scope_version: new LowCardinalityColumn(),
    strings: map.strings(),
    ints: map.ints(),
    doubles: map.doubles(),
    bools: map.bools(),
    jsons: map.strings(),
    resource: map.strings(),
    event_times: new ArrayColumn(new Int64Column('UInt64')),
    event_names: new ArrayColumn(new LowCardinalityColumn()),
    event_attributes: new ArrayColumn(new StringColumn()),
    link_trace_ids: new ArrayColumn(new FixedStringColumn(16)),
    link_span_ids: new ArrayColumn(new FixedStringColumn(8)),
    link_trace_states: new ArrayColumn(new StringColumn()),
    link_attributes: new ArrayColumn(new StringColumn()),
    received_at: new NumberColumn('DateTime'),
    expires_at: new NumberColumn('DateTime'),
  };
}

export type EventColumns = ReturnType<typeof eventColumns>;
