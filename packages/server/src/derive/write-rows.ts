/** Puts the rows of traces in the place of those that they had. */
import type { Engine } from '../store/engine/engine.ts';
import { TRACE_ROW_TABLES } from '../store/schema/derived-tables.ts';
import type { DerivedRows } from './analyse/derived-rows.ts';
import { encodeTables } from './table-cells.ts';
import { IN_TIME, OF_TRACES, type TimeSpan, type TraceKey, timeParams, tracesParams } from './trace-key.ts';

/** A trace without rows in these has none anywhere: every trace has a transaction, and is written in this order. */
const WRITTEN_FIRST = TRACE_ROW_TABLES.slice(0, 2).map(({ name }) => name);

/**
 * Between deleting and inserting a reader misses these traces for a moment; he never sees one twice.
 *
 * @param extent of all the traces: their earlier rows lie inside, because no span of them has gone
 * @returns how many of the traces had rows
 */
export async function replaceRows(
  engine: Engine,
  traces: readonly TraceKey[],
  extent: TimeSpan,
  rows: DerivedRows,
): Promise<number> {
  const known = await tracesWithRows(engine, traces, extent);
  if (known.length > 0) await deleteRows(engine, known, extent);
  for (const { table, block, rows: height, columns } of encodeTables(rows)) {
    await engine.insertNative(table, block, height, columns);
  }
  return known.length;
}

async function tracesWithRows(
  engine: Engine,
  traces: readonly TraceKey[],
  extent: TimeSpan,
): Promise<TraceKey[]> {
  const known = WRITTEN_FIRST.map(
    (name) =>
      `SELECT DISTINCT toString(bin) AS bin_id, lower(hex(trace_id)) AS trace FROM ${name}
       WHERE ${IN_TIME} AND ${OF_TRACES}`,
  );
  const { columns, rows } = await engine.query(known.join(' UNION DISTINCT '), {
    ...tracesParams(traces),
    ...timeParams(extent),
  });
  return Array.from({ length: rows }, (_, row) => ({
    bin: columns.bin_id![row] as string,
    traceId: columns.trace![row] as string,
  }));
}

/** Those that are written first, last: as long as their rows are there, the others are known to be. */
async function deleteRows(engine: Engine, traces: readonly TraceKey[], extent: TimeSpan): Promise<void> {
  const params = { ...tracesParams(traces), ...timeParams(extent) };
  for (const { name } of [...TRACE_ROW_TABLES].reverse()) {
    const { rows } = await engine.query(
      `SELECT 1 FROM ${name} WHERE ${IN_TIME} AND ${OF_TRACES} LIMIT 1`,
      params,
    );
    if (rows === 0) continue;
    const target = engine.cluster === undefined ? name : `${name}_local ON CLUSTER '${engine.cluster}'`;
    await engine.command(`DELETE FROM ${target} WHERE ${IN_TIME} AND ${OF_TRACES}`, params);
  }
}
