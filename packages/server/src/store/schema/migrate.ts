import { StartError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import { createTable } from './create-table.ts';
import { ALL_MIGRATIONS, type Migration } from './migrations.ts';
import { MIGRATIONS } from './tables.ts';

/**
 * Brings the store to the schema of this program. Runs at every start; what has run is noted in the table `migrations`.
 *
 * @param migrations all that this program knows, for tests
 * @returns numbers of the migrations that ran now
 * @throws StartError `store-newer` when a later version of Tracebin has written to the store
 */
export async function migrate(
  engine: Engine,
  migrations: readonly Migration[] = ALL_MIGRATIONS,
): Promise<number[]> {
  const database = String((await engine.query('SELECT currentDatabase() AS name')).columns.name?.[0]);
  const placement = { cluster: engine.cluster, database };
  for (const statement of createTable(MIGRATIONS, placement)) await engine.command(statement);

  const { columns } = await engine.query('SELECT number FROM migrations FINAL ORDER BY number');
  const done = new Set((columns.number ?? []).map(Number));
  const newest = Math.max(0, ...done);
  const known = migrations.at(-1)?.number ?? 0;
  if (newest > known) {
    throw new StartError(
      'store-newer',
      `The store has schema ${newest}, this version of Tracebin knows schemas up to ${known}.`,
      { hint: 'Start the version of Tracebin that was used last with this store, or a newer one.' },
    );
  }

  const ran: number[] = [];
  for (const migration of migrations) {
    if (done.has(migration.number)) continue;
    for (const statement of migration.statements(placement)) await engine.command(statement);
    await engine.command(
      'INSERT INTO migrations (number, name, ran_at) SELECT {number:UInt32}, {name:String}, now64(3)',
      { number: migration.number, name: migration.name },
    );
    ran.push(migration.number);
  }
  return ran;
}
