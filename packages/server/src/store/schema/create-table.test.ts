import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EmbeddedEngine } from '../engine/embedded-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { createTable } from './create-table.ts';
import { fillDay, WITH_ENVIRONMENT } from './fill-environments.ts';
import { ALL_MIGRATIONS } from './migrations.ts';
import { newStore } from './new-store.ts';
import { EVENTS, MIGRATIONS } from './tables.ts';

describe('tables on a cluster', () => {
  let directory: string;
  let engine: Engine;
  const placement = { cluster: 'main', database: 'traces' };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tracebin-ddl-'));
    engine = await EmbeddedEngine.open(directory);
  });
  after(async () => {
    await engine.close();
    await rm(directory, { recursive: true });
  });

  // No cluster to run them on: at least the engine's own parser takes every statement, and takes it as meant.
  const statements = [
    ...createTable(MIGRATIONS, placement),
    ...ALL_MIGRATIONS.flatMap((migration) => migration.statements(placement)),
    ...newStore(placement),
    ...WITH_ENVIRONMENT.map((table) => fillDay(table, '2026-01-01', ['live', 'test'], placement).sql),
  ];
  for (const statement of new Set(statements)) {
    it(`are understood by the engine: ${statement.slice(0, 70).replaceAll('\n', ' ')}`, async () => {
      const { columns } = await engine.query('SELECT formatQuery({statement:String}) AS text', { statement });
      assert.match(String(columns.text?.[0]), /ON CLUSTER '?main/);
    });
  }

  it('are not understood with a mistake in them', async () => {
    const statement = statements[0]?.replace('ORDER BY', 'ODRER BY');
    await assert.rejects(engine.query('SELECT formatQuery({statement:String}) AS text', { statement }), {
      engineCode: 62,
    });
  });

  it('keep the rows of a trace on one shard, and small tables on every node', () => {
    const [local, distributed] = createTable(EVENTS, placement);
    assert.match(String(local), /events_local ON CLUSTER 'main'/);
    assert.match(
      String(local),
      /ReplicatedMergeTree\('\/clickhouse\/tables\/tracebin\/traces\/{shard}\/events_local', '{replica}'\)/,
    );
    assert.match(
      String(distributed),
      /Distributed\('main', 'traces', 'events_local', cityHash64\(trace_id\)\)/,
    );
    const whole = createTable(MIGRATIONS, placement);
    assert.equal(whole.length, 1);
    assert.match(
      String(whole[0]),
      /ReplicatedReplacingMergeTree\('[^']*\/traces\/migrations', '{shard}-{replica}', ran_at\)/,
    );
  });
});
