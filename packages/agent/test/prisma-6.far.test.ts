/** Prisma 6 on a real Postgres, without an engine in another language. Its package is 27 MB to be brought, hence far. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { broughtPackages } from './brought-packages.ts';
import { startOtlpSink } from './otlp-sink.ts';
import { runFile, WITHOUT_AGENT } from './run-script.ts';

test('Prisma 6: operations with their queries beneath them, each once, and a place for what repeats', async (t) => {
  const packages = broughtPackages('prisma-6.19.3', ['@prisma/client@6.19.3', '@prisma/adapter-pg@6.19.3']);
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-prisma-'));
  cpSync(fileURLToPath(new URL('./apps/prisma-6', import.meta.url)), folder, { recursive: true });
  symlinkSync(join(packages, 'node_modules'), join(folder, 'node_modules'));
  const [postgres, sink] = await Promise.all([startPostgres(), startOtlpSink()]);
  t.after(async () => {
    await Promise.all([postgres.stop(), sink.close()]);
    rmSync(folder, { recursive: true });
  });

  const env = { DATABASE_URL: postgres.url, TRACEBIN_URL: sink.url };
  const bare = await runFile(join(folder, 'app.cjs'), env, WITHOUT_AGENT);
  const watched = await runFile(join(folder, 'app.cjs'), env);
  assert.deepEqual(watched, bare);
  assert.deepEqual(
    [watched.code, watched.stdout],
    [0, '[[{"id":5,"name":"Faye"}],[1,0],1,"P2002",["Faye"]]\n'],
  );

  const [request] = sink.spans.filter(({ kind }) => kind === 2);
  const spans = sink.spans.filter(({ traceId }) => traceId === request?.traceId);
  const operations = spans.filter(({ name }) => name.startsWith('prisma.'));
  const queriesOf = (spanId: string) =>
    spans
      .filter(({ kind, parentSpanId }) => kind === 3 && parentSpanId === spanId)
      .map(({ attributes }) => attributes['db.operation.name']);
  assert.deepEqual(
    operations.map(({ name, status, spanId }) => [name, status, ...queriesOf(spanId)]),
    [
      ['prisma.spot.upsert', 0, 'INSERT'],
      ['prisma.spot.updateMany', 0, 'BEGIN', 'UPDATE', 'COMMIT'],
      ['prisma.spot.findMany', 0, 'SELECT'],
      ['prisma.spot.count', 0, 'BEGIN', 'SELECT', 'SELECT', 'COMMIT'],
      ['prisma.spot.count', 0],
      ['prisma.$transaction', 0],
      ['prisma.$queryRaw', 0, 'SELECT'],
      ['prisma.spot.create', 2, 'INSERT'],
      ...Array.from({ length: 6 }, () => ['prisma.spot.findUnique', 0, 'SELECT']),
    ],
  );
  const placed = operations.filter(({ attributes }) => attributes['code.function.name'] === 'nameOf');
  assert.ok(placed.length >= 3, String(placed.length));
});
