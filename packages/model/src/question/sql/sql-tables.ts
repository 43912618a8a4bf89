/** The tables that can be asked: each holds what one bin has, within the range of time that is asked for. */
export interface SqlColumn {
  name: string;
  type: 'text' | 'number' | 'time' | 'bool' | 'list' | 'map';
  what: string;
}

export interface SqlTable {
  name: string;
  what: string;
  columns: readonly SqlColumn[];
}

const columns = (lines: string): SqlColumn[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name, type, ...what] = line.trim().split(' ');
      return { name: name!, type: type as SqlColumn['type'], what: what.join(' ') };
    });

const EVENT_COLUMNS = columns(`
  time time start of a span, time of a log or event
  duration number nanoseconds; 0 for logs
  trace_id text 32 hex digits; empty where there is none
  span_id text 16 hex digits
  parent_span_id text empty for a root
  service text
  name text of the span or event
  kind text server, client, producer, consumer, internal, unspecified
  status text unset, ok, error
  layer text app, db, cache, view, http, queue, other
  entry bool a transaction may begin here
  status_message text
  sample_rate number how many events this one stands for
  severity number OTLP severity of a log
  severity_text text
  body text of a log
  scope_name text instrumentation that made it
  scope_version text
  strings map attributes that are text: strings['http.route']
  ints map attributes that are whole numbers
  doubles map other numbers
  bools map yes and no
  jsons map lists and objects, as JSON
  resource map of the process: resource['service.version']
  event_times list span events: nanoseconds since the epoch
  event_names list
  event_attributes list JSON
  received_at time
`);

const PLACE = `
  code_file text
  code_line number
  code_function text`;

export const SQL_TABLES: readonly SqlTable[] = [
  { name: 'spans', what: 'One row a span', columns: EVENT_COLUMNS },
  { name: 'logs', what: 'One row a log record', columns: EVENT_COLUMNS },
  {
    name: 'events',
    what: 'Spans, logs and custom events together',
    columns: [{ name: 'type', type: 'text', what: 'span, log, event' }, ...EVENT_COLUMNS],
  },
  {
    name: 'traces',
    what: 'One row a trace that began in the range',
    columns: columns(`
  trace_id text
  start time
  end time
  spans number
  errors number
  root_service text
  root_name text
  services list`),
  },
  {
    name: 'transactions',
    what: 'Requests and jobs, worked up some seconds after their spans',
    columns: columns(`
  time time
  trace_id text
  span_id text
  duration number nanoseconds, as are the layers
  service text
  name text
  kind text request, job, other
  error bool
  http_status number
  version text
  environment text
  host text
  sample_rate number
  app number
  db number
  cache number
  view number
  http number
  queue number
  other number
  queries number
  cache_calls number
  http_calls number
  spans number
  queue_wait number nanoseconds
  attempts number`),
  },
  {
    name: 'operations',
    what: 'Statements, outgoing hosts and cache commands of a transaction',
    columns: columns(`
  time time
  trace_id text
  span_id text of the transaction
  service text
  transaction text
  layer text
  system text
  target text
  fingerprint text
  summary text
  statement text
  calls number
  total number nanoseconds
  max number
  rows number
  errors number${PLACE}
  environment text
  sample_rate number`),
  },
  {
    name: 'edges',
    what: 'Who called whom in a trace',
    columns: columns(`
  time time
  trace_id text
  from_service text
  to_name text
  to_kind text
  calls number
  errors number
  total number nanoseconds
  max number
  environment text of the transaction that calls
  sample_rate number`),
  },
  {
    name: 'errors',
    what: 'Places where an error started',
    columns: columns(`
  time time
  trace_id text
  span_id text
  service text
  transaction text
  type text
  shape text the message without its values
  message text
  place text
  version text
  environment text
  group text
  sample_rate number`),
  },
  {
    name: 'findings',
    what: 'What was found by itself, one row a transaction',
    columns: columns(`
  time time
  trace_id text
  span_id text
  key text
  kind text
  service text
  transaction text
  statement text
  count number
  lost number nanoseconds${PLACE}
  environment text
  evidence text JSON
  sample_rate number`),
  },
  {
    name: 'metrics',
    what: 'Data points of metrics',
    columns: columns(`
  time time
  start_time time
  name text
  type text gauge, sum, histogram, ...
  unit text
  service text
  attributes map
  resource map
  value number
  count number
  sum number
  min number
  max number`),
  },
];
