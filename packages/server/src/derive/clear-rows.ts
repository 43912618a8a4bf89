import { EventType } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { DERIVE_PROGRESS, TRACE_ROW_TABLES } from '../store/schema/derived-tables.ts';
import { SUM_TABLES, SUMMED_QUARTERS } from '../store/schema/sum-tables.ts';

/**
 * Takes all derived rows away. What is said of them first: a crash after it means that everything is derived again, over
 * whatever is left.
 */
export async function clearRows(engine: Engine): Promise<void> {
  const on = engine.cluster === undefined ? '' : ` ON CLUSTER '${engine.cluster}'`;
  for (const { name, shardBy } of [
    DERIVE_PROGRESS,
    SUMMED_QUARTERS,
    ...TRACE_ROW_TABLES.toReversed(),
    ...SUM_TABLES,
  ]) {
    const table = engine.cluster !== undefined && shardBy !== undefined ? `${name}_local` : name;
    await engine.command(`TRUNCATE TABLE ${table}${on}`);
  }
}

/** How many there are to work up. */
export async function countSpans(engine: Engine): Promise<number> {
  const { columns } = await engine.query(
    `SELECT toFloat64(count()) AS spans FROM events WHERE type = ${EventType.span} AND trace_id != toFixedString('', 16)`,
  );
  return columns.spans![0] as number;
}
