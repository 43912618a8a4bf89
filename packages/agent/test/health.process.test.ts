/** Health of a real process, as the real server has stored it. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { openEngine } from '../../server/src/store/index.ts';
import { startCli, tempFolder } from '../../server/test/support/cli-process.ts';
import { runScript, WITH_AGENT } from './run-script.ts';

/** Makes garbage of both ages, blocks the event loop for 100 ms now and then, and ends by itself. */
const BUSY = `
  const kept = [];
  const timer = setInterval(() => {
    for (let i = 0; i < 20_000; i++) kept.push({ i });
    if (kept.length > 200_000) kept.length = 0;
  }, 5);
  setTimeout(gc, 250);
  const blocks = setInterval(() => { for (const until = Date.now() + 100; Date.now() < until; ); }, 300);
  setTimeout(() => { clearInterval(timer); clearInterval(blocks); }, 1_200);`;

test('process, runtime and host are measured and stored under the names of the conventions', async () => {
  const folder = tempFolder();
  try {
    const server = await startCli(folder.path);
    const { code, stderr } = await runScript(
      BUSY,
      {
        TRACEBIN_URL: server.url,
        TRACEBIN_SERVICE: 'measured',
        TRACEBIN_HEALTH_INTERVAL_MS: '200',
      },
      ['--expose-gc', ...WITH_AGENT()],
    );
    assert.deepEqual([code, stderr], [0, '']);
    await server.stop();
    const engine = await openEngine(folder.path);
    try {
      const { rows, columns } = await engine.query(
        `SELECT name, any(type) AS type, any(unit) AS unit, max(value) AS highest, max(count) AS events, uniqExact(attributes) AS kinds
         FROM metrics WHERE service = 'measured' GROUP BY name`,
        {},
      );
      const found = new Map(
        Array.from({ length: rows }, (_, row) => [
          String(columns.name?.[row]),
          Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row]])),
        ]),
      );
      const numberOf = (name: string, column = 'highest') => Number(found.get(name)?.[column] ?? Number.NaN);
      assert.equal(found.get('process.cpu.time')?.unit, 's');
      assert.equal(numberOf('process.cpu.time', 'kinds'), 2);
      assert.ok(numberOf('process.memory.usage') > 20e6);
      assert.ok(numberOf('v8js.memory.heap.used', 'kinds') > 4, 'one for each heap space');
      assert.ok(numberOf('nodejs.eventloop.delay.max') > 0.05, 'the block is seen');
      assert.ok(numberOf('nodejs.eventloop.utilization') > 0);
      assert.equal(found.get('v8js.gc.duration')?.type, 'histogram');
      assert.ok(numberOf('v8js.gc.duration', 'events') > 0);
      assert.ok(numberOf('v8js.gc.duration', 'kinds') >= 2, 'minor and major');
      assert.equal(numberOf('process.disk.operations', 'kinds'), 2);
      assert.ok(numberOf('nodejs.active_handles') > 0);
      if (process.platform === 'linux') {
        assert.ok(numberOf('process.unix.file_descriptor.count') > 3);
        const outside = Object.keys(networkInterfaces()).some((name) => name !== 'lo');
        if (outside) assert.ok(numberOf('system.network.io', 'kinds') >= 2, 'both ways');
      }
      assert.ok(numberOf('system.memory.limit') > numberOf('process.memory.usage'));
      assert.ok(found.has('system.cpu.load_average.1m'));
      assert.equal(numberOf('tracebin.dropped_spans'), 0);
      assert.equal(numberOf('tracebin.sampled_out_spans'), 0);
    } finally {
      await engine.close();
    }
  } finally {
    folder.remove();
  }
});
