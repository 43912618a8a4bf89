import type { Engine } from '../../src/store/engine/engine.ts';
import { DERIVED_TABLES } from '../../src/store/schema/derived-tables.ts';
import { SUM_TABLES, SUMMED_QUARTERS } from '../../src/store/schema/sum-tables.ts';

/** Takes all events away and all that was worked out of them, so that tests may share a store. */
export async function emptyTables(engine: Engine): Promise<void> {
  const worked = [SUMMED_QUARTERS, ...DERIVED_TABLES, ...SUM_TABLES].map(({ name }) => name);
  for (const table of ['events', 'traces', ...worked]) await engine.command(`TRUNCATE TABLE ${table}`);
}
