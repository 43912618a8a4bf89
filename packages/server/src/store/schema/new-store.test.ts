import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { EmbeddedEngine } from '../engine/embedded-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createTable } from './create-table.ts';
import { migrate } from './migrate.ts';
import { ALL_MIGRATIONS } from './migrations.ts';
import { newStore } from './new-store.ts';
import { EVENTS } from './tables.ts';

describe('a new store', () => {
  let directory: string;
  let engine: Engine;
  /** How each table was made, of a store that was migrated from nothing. */
  let tables: Map<string, string>;
  const placement = { cluster: undefined, database: 'default' };
  const all = ALL_MIGRATIONS.map(({ number }) => number);

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tracebin-new-'));
    engine = await EmbeddedEngine.open(directory);
    assert.deepEqual(await migrate(engine), all);
    tables = await tablesNow();
    await dropAll();
  });
  afterEach(dropAll);
  after(async () => {
    await engine.close();
    await rm(directory, { recursive: true });
  });

  async function tablesNow(): Promise<Map<string, string>> {
    const { columns } = await engine.query(
      'SELECT name, create_table_query AS made FROM system.tables WHERE database = currentDatabase() ORDER BY name',
    );
    return new Map(
      columns.name!.map((name, row) => [String(name), withoutOrder(String(columns.made![row]))]),
    );
  }

  async function dropAll(): Promise<void> {
    // The view first, so that nothing depends on what is dropped.
    const { columns } = await engine.query(
      `SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY engine = 'MaterializedView' DESC`,
    );
    for (const name of columns.name ?? []) await engine.command(`DROP TABLE ${String(name)} SYNC`);
  }

  it('has the tables that the migrations make one after the other', async () => {
    // As a program that ended in the middle of the first migration leaves it.
    for (const statement of createTable(EVENTS, placement)) await engine.command(statement);
    assert.deepEqual(await migrate(engine), all);
    assert.deepEqual(await tablesNow(), tables);
  });

  it('has them too when a program ended while it made them', async () => {
    const statements = newStore(placement);
    for (const statement of statements.slice(0, statements.length / 2)) await engine.command(statement);
    assert.deepEqual(await migrate(engine), all);
    assert.deepEqual(await tablesNow(), tables);
  });

  it('notes each migration with its name, once', async () => {
    await migrate(engine);
    assert.deepEqual(await migrate(engine), []);
    const { columns } = await engine.query('SELECT number, name FROM migrations ORDER BY number');
    assert.deepEqual(
      columns.number!.map((number, row) => [Number(number), columns.name![row]]),
      ALL_MIGRATIONS.map(({ number, name }) => [number, name]),
    );
  });
});

/** Settings stand in the order in which they were set. */
function withoutOrder(made: string): string {
  const [head, settings] = made.split(' SETTINGS ');
  return settings === undefined ? made : `${head} SETTINGS ${settings.split(', ').sort().join(', ')}`;
}
