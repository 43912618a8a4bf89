import { EventType, LAYER_NAMES, SPAN_KIND_NAMES, SQL_TABLES, STATUS_CODE_NAMES } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';

/** Words for numbers, hex digits for ids; anything else is the column itself. */
const words = (column: string, names: readonly string[]) =>
  `transform(t.${column}, [${names.map((_, code) => code).join(', ')}], [${names.map((name) => `'${name}'`).join(', ')}], '')`;
const id = (column: string, bytes: number) =>
  `if(t.${column} = toFixedString('', ${bytes}), '', lower(hex(t.${column})))`;

const IDS = {
  trace_id: id('trace_id', 16),
  span_id: id('span_id', 8),
  parent_span_id: id('parent_span_id', 8),
};
const EVENT_CODES = {
  ...IDS,
  kind: words('kind', SPAN_KIND_NAMES),
  status: words('status', STATUS_CODE_NAMES),
  layer: words('layer', LAYER_NAMES),
  type: words('type', Object.keys(EventType)),
};

interface View {
  /** The engine's table. */
  from: string;
  /** Column of the view to SQL over the row `t`. */
  columns: Record<string, string>;
  /** Start of the steps of time in the table's sort order. */
  step: 'toStartOfFiveMinutes' | 'toStartOfHour' | undefined;
  where?: string;
}

const derived = (from: string, columns: Record<string, string> = {}): View => ({
  from,
  columns: { ...IDS, ...columns },
  step: 'toStartOfHour',
});

const VIEWS: Record<string, View> = {
  spans: {
    from: 'events',
    columns: EVENT_CODES,
    step: 'toStartOfFiveMinutes',
    where: `t.type = ${EventType.span}`,
  },
  logs: {
    from: 'events',
    columns: EVENT_CODES,
    step: 'toStartOfFiveMinutes',
    where: `t.type = ${EventType.log}`,
  },
  events: { from: 'events', columns: EVENT_CODES, step: 'toStartOfFiveMinutes' },
  transactions: derived('transactions', { kind: words('kind', ['request', 'job', 'other']) }),
  operations: derived('operations', {
    layer: words('layer', LAYER_NAMES),
    fingerprint: 'lower(hex(t.fingerprint))',
  }),
  edges: derived('edges'),
  errors: derived('errors', { group: 'lower(hex(t.group))' }),
  findings: derived('finding_occurrences', { key: 'lower(hex(t.key))' }),
  metrics: { from: 'metrics', columns: {}, step: undefined },
};

/** The engine's tables that a view may read. */
export const VIEWED_TABLES: readonly string[] = [
  ...new Set([...Object.values(VIEWS).map(({ from }) => from), 'traces']),
];

/**
 * The rows of a table that belong to one bin and one range, as a SELECT in parentheses; undefined where there is no such table.
 * Columns are named with their table, so that none of the view's own names can be taken for them.
 */
export function sqlView(
  name: string,
  { bin }: BinScope,
  { from, to }: TimeRange,
  database: string,
  bound: BoundValues,
): string | undefined {
  const table = SQL_TABLES.find((each) => each.name === name);
  if (table === undefined) return undefined;
  const ofBin = `t.bin = ${bound.add('String', bin)}`;
  const [begin, end] = [bound.addTime(from), bound.addTime(to)];
  if (name === 'traces') {
    return `(SELECT lower(hex(t.trace_id)) AS trace_id, min(t.start) AS start, max(t.end) AS end, sum(t.spans) AS spans, sum(t.errors) AS errors,
  max(t.root_service) AS root_service, max(t.root_name) AS root_name, groupUniqArrayArray(t.services) AS services
  FROM ${database}.traces AS t WHERE ${ofBin} GROUP BY t.trace_id HAVING min(t.start) >= ${begin} AND min(t.start) < ${end})`;
  }
  const view = VIEWS[name]!;
  const columns = table.columns.map(
    (column) => `${view.columns[column.name] ?? `t.\`${column.name}\``} AS \`${column.name}\``,
  );
  const { step } = view;
  const where = [
    ofBin,
    `t.time >= ${begin}`,
    `t.time < ${end}`,
    ...(step === undefined
      ? []
      : [`${step}(t.time) >= ${step}(${begin})`, `${step}(t.time) <= ${step}(${end})`]),
    ...(view.where === undefined ? [] : [view.where]),
  ];
  return `(SELECT ${columns.join(', ')} FROM ${database}.${view.from} AS t WHERE ${where.join(' AND ')})`;
}
