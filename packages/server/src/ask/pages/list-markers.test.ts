import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions } from '../../../test/support/derived-rows.ts';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { addMarker, removeMarker } from '../../store/markers/index.ts';
import { listMarkers } from './list-markers.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const BIN = { bin: 'local', retentionHours: 48 };
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

describe('listMarkers', () => {
  let store: TestStore;
  const list = async (search = {}) => (await listMarkers(store.engine, BIN, search, NOW_MS)).markers;
  const marker = { kind: 'deploy', service: '', text: '', url: '' };

  before(async () => {
    store = await openTestStore();
    const ran = (minutes: number, version: string, more = {}) => ({
      time: ago(minutes),
      duration: 1_000_000,
      version,
      ...more,
    });
    await insertTransactions(store.engine, [
      ran(300, 'v1'),
      ran(50, 'v1'),
      // Old and new run side by side while hosts are replaced: that is one deploy.
      ran(45, 'v2'),
      ran(44, 'v1'),
      ran(43, 'v2'),
      ran(20, 'v3'),
      ran(20, ''),
      ...[90, 89].map((minutes) => ran(minutes, 'r1', { service: 'back', sampleRate: 9 })),
      ...[80, 79].map((minutes) => ran(minutes, 'r2', { service: 'back', sampleRate: 9 })),
      ...[16, 15].map((minutes) => ran(minutes, 'r1', { service: 'back', sampleRate: 9 })),
      ran(40, 'b1', { service: 'fresh' }),
      ran(30, 'b2', { service: 'fresh', environment: 'staging' }),
      ran(30, 'c1', { bin: 'other' }),
      ran(29, 'c2', { bin: 'other' }),
    ]);
    await addMarker(store.engine, 'local', {
      ...marker,
      atMs: NOW_MS - 25 * 60_000,
      version: 'v3',
      text: 'posted',
    });
    await addMarker(store.engine, 'local', {
      ...marker,
      atMs: NOW_MS - 10 * 60_000,
      version: '',
      text: 'switched over',
      kind: 'note',
      service: 'shop',
    });
    await addMarker(store.engine, 'other', { ...marker, atMs: NOW_MS - 10 * 60_000, version: 'x' });
  });
  after(() => store.close());

  it('tells the first request of a version that was not there before, and what was posted', async () => {
    const found = await list();
    assert.deepEqual(
      found.map(({ service, version, before, source }) => [service, version, before, source]),
      [
        ['shop', 'v2', 'v1', 'seen'],
        ['fresh', 'b2', 'b1', 'seen'],
        ['', 'v3', 'v2', 'posted'],
        ['back', 'r1', 'r2', 'seen'],
        ['shop', '', '', 'posted'],
      ],
    );
    assert.equal(found[0]?.at, '2026-11-20T11:15:00.000000000Z');
    assert.equal(found[0]?.id, null);
    assert.equal(found[2]?.text, 'posted');
    assert.deepEqual(
      found.map(({ isRollback }) => isRollback),
      [false, false, false, true, false],
    );
    assert.equal(found[3]?.at, '2026-11-20T11:44:00.000000000Z');
  });

  it('keeps to the range, the service and the environment', async () => {
    assert.deepEqual(
      (await list({ from: '-35m' })).map(({ version }) => version),
      ['b2', 'v3', 'r1', ''],
    );
    assert.deepEqual(
      (await list({ from: '-35m', to: '-28m' })).map(({ version }) => version),
      ['b2'],
    );
    assert.deepEqual(
      (await list({ service: 'fresh' })).map(({ version }) => version),
      ['b2', 'v3'],
    );
    assert.deepEqual(
      (await list({ environment: 'staging' })).map(({ version }) => version),
      ['v3', ''],
    );
  });

  it('keeps what is posted twice once, and takes it away by its id', async () => {
    const once = { ...marker, atMs: NOW_MS, version: 'v9' };
    const first = await addMarker(store.engine, 'local', once);
    const again = await addMarker(store.engine, 'local', { ...once, text: 'again' });
    assert.equal(first.id, again.id);
    const found = (await list()).filter(({ version }) => version === 'v9');
    assert.deepEqual(
      found.map(({ id, text }) => [id, text]),
      [[first.id, 'again']],
    );
    assert.equal(await removeMarker(store.engine, 'other', first.id), false);
    assert.equal(await removeMarker(store.engine, 'local', first.id), true);
    assert.equal(await removeMarker(store.engine, 'local', first.id), false);
    assert.equal((await list()).filter(({ version }) => version === 'v9').length, 0);
  });
});
