/**
 * Rows of before migration 14 do not say in which environment they ran; that of their transaction does. A day at a time, so that
 * what has to be remembered of a large store stays small: of the transactions of a day, those that ran anywhere but where
 * most did, 8 bytes each.
 */
import type { Engine, QueryParams } from '../engine/engine.ts';
import { localName, type Placement } from './create-table.ts';
import { EDGES, ERRORS, FINDING_OCCURRENCES, OPERATIONS, TRANSACTIONS } from './derived-tables.ts';
import type { TableDefinition } from './table-definition.ts';

interface Filled {
  table: TableDefinition;
  /** SQL by which a row finds its transaction, and of the same in `transactions`. */
  of: string;
  transaction: string;
}

const BY_SPAN = { of: 'span_id', transaction: 'span_id' };

/** Rows of a trace are on the same shard. */
export const WITH_ENVIRONMENT: readonly Filled[] = [
  { table: OPERATIONS, ...BY_SPAN },
  { table: FINDING_OCCURRENCES, ...BY_SPAN },
  { table: EDGES, of: "if(to_kind = 'delivery', to_name, from_service)", transaction: 'service' },
  { table: ERRORS, of: 'service', transaction: 'service' },
];

/** What ran in rarer ones has none until the store is rebuilt: each is a question of its own for every day. */
const MAX_ENVIRONMENTS = 100;

export async function fillEnvironments(engine: Engine, placement: Placement): Promise<void> {
  for (const filled of WITH_ENVIRONMENT) {
    const { columns } = await engine.query(
      `SELECT DISTINCT toString(toDate(time)) AS day FROM ${filled.table.name} ORDER BY day`,
    );
    for (const day of (columns.day ?? []) as string[]) {
      const ran = await engine.query(
        `SELECT toString(environment) AS name FROM ${TRANSACTIONS.name} WHERE ${AROUND} GROUP BY environment
         ORDER BY count() DESC, name LIMIT ${MAX_ENVIRONMENTS}`,
        { day },
      );
      const environments = (ran.columns.name ?? []) as string[];
      if (environments.every((name) => name === '')) continue;
      const { sql, params } = fillDay(filled, day, environments, placement);
      await engine.command(sql, params);
    }
  }
}

/** Spans of a trace may begin an hour before or after its first. */
const AROUND = `time >= toDateTime({day:Date}, 'UTC') - INTERVAL 1 HOUR
  AND time < toDateTime({day:Date}, 'UTC') + INTERVAL 25 HOUR`;

/**
 * The statement that fills the rows of a day.
 * @param environments the one in which most ran first
 */
export function fillDay(
  { table, of, transaction }: Filled,
  day: string,
  [most, ...others]: readonly string[],
  placement: Placement,
): { sql: string; params: QueryParams } {
  const on = placement.cluster === undefined ? '' : ` ON CLUSTER '${placement.cluster}'`;
  const named = (definition: TableDefinition): string =>
    placement.cluster === undefined ? definition.name : localName(definition.name, definition);
  const ranIn = (condition: string): string =>
    `cityHash64(bin, trace_id, ${of}) IN (
       SELECT cityHash64(bin, trace_id, ${transaction}) FROM ${named(TRANSACTIONS)} WHERE ${AROUND} AND ${condition})`;
  const parts = others.map((_, at) => `${ranIn(`environment = {e${at}:String}`)}, {e${at}:String}`);
  if (others.length + 1 === MAX_ENVIRONMENTS)
    parts.push(`${ranIn('environment NOT IN {all:Array(String)}')}, ''`);
  const environment = parts.length === 0 ? '{most:String}' : `multiIf(${parts.join(', ')}, {most:String})`;
  return {
    sql: `ALTER TABLE ${named(table)}${on} UPDATE environment = ${environment} WHERE toDate(time) = {day:Date}
      SETTINGS mutations_sync = 2`,
    params: {
      day,
      most,
      ...Object.fromEntries(others.map((name, at) => [`e${at}`, name])),
      ...(others.length + 1 === MAX_ENVIRONMENTS ? { all: [most, ...others] } : {}),
    },
  };
}
