/** The queries of the budget table as SQL, for one way to store attributes. */

export interface AttributeAccess {
  /** Value of a string attribute. */
  stringAttribute?: (key: string) => string;
  /** Condition that a string or int attribute has this value. */
  equals?: (key: string, value: string) => string;
}

export interface QueryFacts {
  bin: string;
  /** End of the generated range, as ClickHouse text in UTC. */
  end: string;
  start: string;
  /** A trace from the middle of the range, its first and last moment. */
  traceId: string;
  traceStart: string;
  traceEnd: string;
  rareUser: string;
}

export interface BudgetQuery {
  name: string;
  sql: string;
  /** Rows that the answer must have, so that a fast wrong answer is noticed; undefined: at least one. */
  rows?: (count: number) => boolean;
}

const TRACE_COLUMNS = `span_id, parent_span_id, time, duration, name, service, kind, status, layer,
  length(event_times), length(link_span_ids)`;
const LIST_COLUMNS = 'time, trace_id, span_id, service, name, duration, status';

export function budgetQueries(access: AttributeAccess, table: string, facts: QueryFacts): BudgetQuery[] {
  const text = access.stringAttribute ?? ((key: string) => `strings['${key}']`);
  const equals = access.equals ?? ((key: string, value: string) => `${text(key)} = '${value}'`);
  const all = `bin = '${facts.bin}' AND time >= '${facts.start}' AND time <= '${facts.end}'`;
  const lastHour = `bin = '${facts.bin}' AND time >= toDateTime64('${facts.end}', 9, 'UTC') - INTERVAL 1 HOUR AND time <= '${facts.end}'`;
  const detail = ['db.query.text', 'url.full', 'url.path'].map(text).join(', ');
  const trace = `SELECT ${TRACE_COLUMNS}, ${detail} FROM ${table} WHERE bin = '${facts.bin}' AND trace_id = unhex('${facts.traceId}')`;
  const range = `time >= '${facts.traceStart}' AND time <= '${facts.traceEnd}'`;
  const newest = (condition: string, where = all) =>
    `SELECT ${LIST_COLUMNS} FROM ${table} WHERE ${where} AND ${condition} ORDER BY time DESC LIMIT 100`;
  const enough = (count: number) => count >= 5 && count <= 60;
  return [
    { name: 'trace by id', sql: trace, rows: enough },
    { name: 'trace by id and time', sql: `${trace} AND ${range}`, rows: enough },
    {
      name: 'endpoints 24 h',
      sql: `SELECT service, name, count(), quantiles(0.5, 0.95, 0.99)(duration), countIf(status = 2), sum(duration) FROM ${table} WHERE ${all} AND entry AND type = 0 GROUP BY service, name`,
    },
    {
      name: 'heatmap 300x60',
      sql: `SELECT intDiv(toUnixTimestamp64Milli(time), 288000) AS x, least(59, toUInt8(log10(duration + 1) * 6)) AS y, sum(sample_rate) FROM ${table} WHERE ${all} AND entry AND type = 0 GROUP BY x, y`,
    },
    {
      name: 'group by attribute, all',
      sql: `SELECT ${text('server.address')} AS k, count(), quantiles(0.5, 0.95)(duration) FROM ${table} WHERE ${all} AND type = 0 GROUP BY k`,
    },
    {
      name: 'group by attribute, entries',
      sql: `SELECT ${text('shop.tenant')} AS k, count(), quantiles(0.5, 0.95)(duration) FROM ${table} WHERE ${all} AND entry AND type = 0 GROUP BY k`,
    },
    {
      name: 'newest 100, frequent',
      sql: newest(equals('http.request.method', 'GET')),
      rows: (count) => count === 100,
    },
    {
      name: 'newest 100, frequent, 1 h',
      sql: newest(equals('http.request.method', 'GET'), lastHour),
      rows: (count) => count === 100,
    },
    { name: 'newest 100, rare', sql: newest(equals('user.id', facts.rareUser)) },
    { name: 'newest 100, absent', sql: newest(equals('user.id', 'nobody')), rows: (count) => count === 0 },
    {
      name: 'count last hour',
      sql: `SELECT type, count(), max(time) FROM ${table} WHERE ${lastHour} GROUP BY type`,
    },
  ];
}
