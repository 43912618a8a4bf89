import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { isoTime } from '../iso-time.ts';
import { listEvents } from './list-events.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const BIN = { bin: 'local', retentionHours: 168 };
const HOUR = 3_600;

/** Seconds before now: two strays, hours of silence, a burst, a thin day, one row of long ago. */
const AGES = [
  7_001,
  9_000,
  ...Array.from({ length: 150 }, (_, index) => 5 * HOUR + index / 100),
  ...Array.from({ length: 90 }, (_, index) => 6 * HOUR + index * 700),
  5 * 24 * HOUR,
];
const EVENTS = AGES.map((age, index) => ({
  time: BigInt(NOW_MS) * 1_000_000n - BigInt(Math.round(age * 1e9)),
  traceId: (index + 1).toString(16).padStart(32, '0'),
  spanId: (index + 1).toString(16).padStart(16, '0'),
  name: index % 50 === 1 ? 'rare' : 'often',
}));

let store: TestStore;
before(async () => {
  store = await openTestStore();
  // Parts of the store, so that its index tells the times apart.
  for (let at = 0; at < EVENTS.length; at += 40) await store.insert(EVENTS.slice(at, at + 40));
});
after(() => store.close());

it('lists the newest and the oldest exactly, whatever silence there is', async () => {
  for (const name of ['often', 'rare', 'never', undefined]) {
    for (const [limit, hours, endHours] of [
      [1, 24, 0],
      [100, 24, 0],
      [100, 168, 0],
      [200, 24, 5],
      [1000, 168, 0],
    ] as const) {
      for (const sort of ['newest', 'oldest'] as const) {
        const [from, to] = [NOW_MS / 1000 - hours * HOUR, NOW_MS / 1000 - endHours * HOUR];
        const filters = name === undefined ? [] : [{ column: 'name', op: '=' as const, value: name }];
        const question = { startTime: from, endTime: to, filters };
        const answer = await listEvents(
          store.engine,
          BIN,
          { question, limit, sort, columns: ['name'] },
          { nowMs: NOW_MS },
        );
        const all = EVENTS.filter(
          (event) =>
            event.time >= BigInt(from) * 1_000_000_000n &&
            event.time < BigInt(to) * 1_000_000_000n &&
            (name === undefined || event.name === name),
        ).sort((a, b) => (a.time < b.time === (sort === 'newest') ? 1 : -1));
        const what = JSON.stringify({ name, limit, hours, endHours, sort });
        assert.deepEqual(
          answer.time,
          all.slice(0, limit).map(({ time }) => isoTime(time)),
          what,
        );
        assert.deepEqual(
          [answer.count, answer.more],
          [Math.min(all.length, limit), all.length > limit],
          what,
        );
      }
    }
  }
});
