import type { Engine } from '../store/engine/engine.ts';
import { DERIVE_PROGRESS, TRACE_ROW_TABLES } from '../store/schema/derived-tables.ts';
import { Deriver } from './deriver.ts';

/** Makes all derived rows again from the events. No other deriver may run meanwhile. */
export async function rebuild(engine: Engine): Promise<void> {
  const on = engine.cluster === undefined ? '' : ` ON CLUSTER '${engine.cluster}'`;
  // The note first: a crash after it means that everything is derived again, over whatever is left.
  for (const { name, shardBy } of [DERIVE_PROGRESS, ...TRACE_ROW_TABLES.toReversed()]) {
    const table = engine.cluster !== undefined && shardBy !== undefined ? `${name}_local` : name;
    await engine.command(`TRUNCATE TABLE ${table}${on}`);
  }
  await new Deriver(engine).finish();
}
