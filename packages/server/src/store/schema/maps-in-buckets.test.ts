import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EmbeddedEngine } from '../engine/embedded-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { migrate } from './migrate.ts';

/** Rows are made large enough for a part with files of its own for each column: from 10 MB on. */
const LOGS = 20_000;
const SPANS = 20_000;
const NINE_TEXTS = `mapFromArrays(arrayMap(key -> concat('key.', toString(key)), range(9)),
  arrayMap(key -> repeat(hex(cityHash64(number, key)), 4), range(9)))`;
const THREE_NUMBERS = "map('rows', toInt64(number), 'status', toInt64(200), 'size', toInt64(number))";

describe('attributes of a merged part', () => {
  let directory: string;
  let engine: Engine;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tracebin-buckets-'));
    engine = await EmbeddedEngine.open(directory);
    await migrate(engine);
    // Sorted by service: in each part thousands of log records with one attribute stand before the spans with nine and three.
    const insert = (count: number, row: string) => `
      SELECT 'local', ${row}, now() + INTERVAL 1 DAY FROM numbers(${count})`;
    for (let part = 0; part < 2; part++)
      await engine.command(`INSERT INTO events (bin, type, time, service, strings, ints, expires_at)
        ${insert(LOGS, `1, now64(9), 'api', map('logger.name', 'web'), map('line', toInt64(1))`)}
        UNION ALL ${insert(SPANS, `0, now64(9), 'web', ${NINE_TEXTS}, ${THREE_NUMBERS}`)}
        SETTINGS min_insert_block_size_rows = 1000000, min_insert_block_size_bytes = 0`);
    await engine.command('OPTIMIZE TABLE events FINAL');
  });
  after(async () => {
    await engine.close();
    await rm(directory, { recursive: true });
  });

  async function bucketsOf(map: string): Promise<number> {
    const { columns } = await engine.query(
      `SELECT length(arrayFilter(stream -> match(stream, {pattern:String}), substreams)) AS buckets
       FROM system.parts_columns WHERE table = 'events' AND active AND column = {map:String}`,
      { map, pattern: `^${map}\\.[0-9]+.*values$` },
    );
    assert.equal(columns.buckets!.length, 1, 'one part');
    return Number(columns.buckets![0]);
  }

  it('are apart from one another though the first rows have few', async () => {
    assert.ok((await bucketsOf('strings')) >= 6, `strings: ${await bucketsOf('strings')}`);
  });

  it('are still whole where nothing has any', async () => {
    assert.equal(await bucketsOf('jsons'), 1);
  });
});
