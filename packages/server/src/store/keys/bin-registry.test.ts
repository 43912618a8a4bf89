import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TracebinError } from '../../errors.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/open-engine.ts';
import { migrate } from '../schema/index.ts';
import { BinRegistry } from './bin-registry.ts';
import { newSecret } from './secret.ts';

let engine: Engine;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracebin-keys-'));
  engine = await openEngine(folder);
  await migrate(engine);
});
after(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const codeIs = (code: string) => (error: unknown) => error instanceof TracebinError && error.code === code;

test('the bin local is there from the start and has no view token', async () => {
  const bins = await BinRegistry.open(engine);
  assert.equal(bins.local.retentionHours, 168);
  assert.equal(bins.findByViewToken(''), undefined);
});

test('a bin, its token and its key are found again after a restart, by their secrets only', async () => {
  const made = await (await BinRegistry.open(engine)).createBin({ name: ' Scruffy ', retentionHours: 24 });
  assert.match(made.viewToken, /^tb_v_[0-9A-Za-z]{24}$/);
  assert.match(made.ingestKey, /^tb_k_[0-9A-Za-z]{24}$/);
  const again = await BinRegistry.open(engine);
  assert.deepEqual(
    { ...again.findByViewToken(made.viewToken)!, createdAt: null },
    { ...made.bin, name: 'Scruffy', createdAt: null },
  );
  assert.equal(again.findByIngestKey(made.ingestKey)!.bin.id, made.bin.id);
  assert.equal(again.findByViewToken(made.ingestKey), undefined);
  assert.equal(again.findByIngestKey(made.viewToken), undefined);
  assert.equal(again.findByViewToken(newSecret('view')), undefined);
});

test('the store holds no secret, only digests', async () => {
  const { viewToken, ingestKey } = await (await BinRegistry.open(engine)).createBin({});
  const { columns } = await engine.query(
    'SELECT concat(toString((SELECT groupArray(tuple(*)) FROM bins)), toString((SELECT groupArray(tuple(*)) FROM keys))) AS everything',
  );
  const everything = String(columns.everything![0]);
  assert.ok(everything.length > 100);
  assert.ok(!everything.includes(viewToken.slice(5)) && !everything.includes(ingestKey.slice(5)));
});

test('a revoked key stays revoked after a restart', async () => {
  const bins = await BinRegistry.open(engine);
  const { bin, ingestKey } = await bins.createBin({});
  const { id } = bins.keysOf(bin.id)[0]!;
  assert.equal(await bins.revokeKey(bin.id, 'nosuchkey'), false);
  assert.equal(await bins.revokeKey('local', id), false);
  assert.equal(await bins.revokeKey(bin.id, id), true);
  assert.notEqual(bins.findByIngestKey(ingestKey)!.key.revokedAt, null);
  assert.notEqual((await BinRegistry.open(engine)).findByIngestKey(ingestKey)!.key.revokedAt, null);
});

test('what another server made or revoked is seen after the next reading', async () => {
  const [here, there] = [await BinRegistry.open(engine), await BinRegistry.open(engine)];
  const { bin, viewToken, ingestKey } = await here.createBin({ name: 'Made there' });
  assert.equal(there.findByViewToken(viewToken), undefined);
  await there.refresh();
  assert.equal(there.findByViewToken(viewToken)!.name, 'Made there');
  await here.revokeKey(bin.id, here.keysOf(bin.id)[0]!.id);
  assert.equal(there.findByIngestKey(ingestKey)!.key.revokedAt, null);
  await there.refresh();
  assert.notEqual(there.findByIngestKey(ingestKey)!.key.revokedAt, null);
});

test('what is made, changed or revoked while it is read anew is not forgotten', async () => {
  let tellRead = () => {};
  let handOver = Promise.resolve();
  // Reads what there is, and hands it over late.
  const late = {
    kind: 'embedded',
    query: async (sql: string) => {
      const result = await engine.query(sql);
      tellRead();
      await handOver;
      return result;
    },
    command: (...given: Parameters<Engine['command']>) => engine.command(...given),
  } as unknown as Engine;
  const bins = await BinRegistry.open(late);
  const { bin } = await bins.createBin({ name: 'before' });
  let release = () => {};
  handOver = new Promise((resolve) => {
    release = resolve;
  });
  const isRead = new Promise<void>((resolve) => {
    tellRead = resolve;
  });
  const reading = bins.refresh();
  await isRead;
  const made = await bins.createBin({ name: 'meanwhile' });
  await bins.changeBin(bin, { name: 'changed' });
  const key = await bins.createKey(bin.id);
  assert.ok(await bins.revokeKey(bin.id, bins.findByIngestKey(key)!.key.id));
  release();
  await reading;
  assert.equal(bins.findByViewToken(made.viewToken)?.id, made.bin.id);
  assert.equal(bins.findByIngestKey(made.ingestKey)?.bin.id, made.bin.id);
  assert.equal(bins.keysOf(made.bin.id).length, 1);
  assert.equal(bins.get(bin.id)?.name, 'changed');
  assert.notEqual(bins.findByIngestKey(key)?.key.revokedAt, null);
});

test('retention from one hour to 400 days, a name of 1 to 100 characters', async () => {
  const bins = await BinRegistry.open(engine);
  for (const retentionHours of [0, 9_601, 1.5, Number.NaN]) {
    await assert.rejects(bins.createBin({ retentionHours }), codeIs('bad-retention'));
  }
  for (const name of ['  ', 'x'.repeat(101)]) {
    await assert.rejects(bins.createBin({ name }), codeIs('bad-name'));
  }
  const { bin } = await bins.createBin({ retentionHours: 9_600, name: 'x'.repeat(100) });
  assert.equal((await bins.changeBin(bin, { retentionHours: 1 })).retentionHours, 1);
});

test('the T of the Apdex from 1 ms to 10 minutes, kept with the bin', async () => {
  const bins = await BinRegistry.open(engine);
  const { bin, viewToken } = await bins.createBin({});
  assert.equal(bin.settings.apdexMs, undefined);
  for (const apdexMs of [0, 600_001, 1.5]) {
    await assert.rejects(bins.changeBin(bin, { apdexMs }), codeIs('bad-apdex'));
  }
  await bins.changeBin(bin, { apdexMs: 600_000 });
  const named = await bins.changeBin(await bins.changeBin(bin, { apdexMs: 1 }), { name: 'Other' });
  assert.equal(named.settings.apdexMs, 1);
  const read = (await BinRegistry.open(engine)).findByViewToken(viewToken);
  assert.deepEqual([read?.name, read?.settings.apdexMs], ['Other', 1]);
});

test('a changed retention moves the expiry of rows that are there', async () => {
  const bins = await BinRegistry.open(engine);
  const { bin } = await bins.createBin({ retentionHours: 2 });
  await engine.command(
    `INSERT INTO metrics (bin, name, time, expires_at) SELECT {bin:String}, 'm', now64(9), now() + INTERVAL 2 HOUR`,
    { bin: bin.id },
  );
  await engine.command(
    `INSERT INTO events (bin, type, time, trace_id, expires_at)
     SELECT {bin:String}, 0, now64(9), toFixedString('0123456789abcdef', 16), now() + INTERVAL 2 HOUR`,
    { bin: bin.id },
  );
  await bins.changeBin(bin, { retentionHours: 48 });
  const leftHours = async (table: string) => {
    const { columns } = await engine.query(
      `SELECT toFloat64(dateDiff('minute', now(), max(expires_at))) / 60 AS hours FROM ${table} WHERE bin = {bin:String}`,
      { bin: bin.id },
    );
    return Number(columns.hours![0]);
  };
  for (const table of ['events', 'traces', 'metrics']) {
    const deadline = Date.now() + 60_000;
    while ((await leftHours(table)) < 47) assert.ok(Date.now() < deadline, `${table} still expires early`);
  }
});
