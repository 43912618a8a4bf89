import type { Engine, QueryParams } from '../../store/engine/engine.ts';
import { VIEWED_TABLES } from './sql-views.ts';

/**
 * Asks the engine which tables it would read: a second wall behind the printer, in the engine's own understanding.
 *
 * @throws Error where that is anything but a table with a view: a defect, and the statement does not run
 */
export async function refuseOtherTables(
  engine: Engine,
  sql: string,
  params: QueryParams,
  database: string,
): Promise<void> {
  const { columns } = await engine.query(`EXPLAIN QUERY TREE run_passes = 1 ${sql}`, params, {
    timeoutMs: 5_000,
  });
  const lines = Object.values(columns)[0] as string[];
  for (const line of lines) {
    // Names in the dump hold no line breaks, so only the engine begins a line.
    const table = /^ *TABLE id: \d+,.*?table_name: (\S+?)(?:,|$)/.exec(line)?.[1];
    const isTable = /^ *TABLE(_FUNCTION)? id:/.test(line);
    if (isTable && !VIEWED_TABLES.some((each) => table === `${database}.${each}`) && table !== 'system.one')
      throw new Error(`a statement would have read ${table ?? line.trim()}`);
  }
}
