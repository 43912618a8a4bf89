import { StartError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import { createTable } from './create-table.ts';
import { ALL_MIGRATIONS, type Migration } from './migrations.ts';
import { NEW_STORE_SCHEMA, newStore } from './new-store.ts';
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

  const due = migrations.filter(({ number }) => !done.has(number));
  let inOne: Migration[] = [];
  if (done.size === 0 && known >= NEW_STORE_SCHEMA && (await isEmpty(engine))) {
    inOne = due.filter(({ number }) => number <= NEW_STORE_SCHEMA);
    for (const statement of newStore(placement)) await engine.command(statement);
    await note(engine, inOne);
  }
  for (const migration of due.slice(inOne.length)) {
    for (const statement of migration.statements(placement)) await engine.command(statement);
    await migration.fill?.(engine, placement);
    await note(engine, [migration]);
  }
  return due.map(({ number }) => number);
}

/** No table but the one of the migrations: with any other, a program may have ended in the middle of them. */
async function isEmpty(engine: Engine): Promise<boolean> {
  const { columns } = await engine.query(
    'SELECT count() AS tables FROM system.tables WHERE database = currentDatabase() AND name != {name:String}',
    { name: MIGRATIONS.name },
  );
  return Number(columns.tables?.[0]) === 0;
}

async function note(engine: Engine, ran: readonly Migration[]): Promise<void> {
  await engine.command(
    `INSERT INTO migrations (number, name, ran_at)
     SELECT numbers, names, now64(3) FROM (SELECT {numbers:Array(UInt32)} AS numbers, {names:Array(String)} AS names)
     ARRAY JOIN numbers, names`,
    { numbers: ran.map(({ number }) => number), names: ran.map(({ name }) => name) },
  );
}
