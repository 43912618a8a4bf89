import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventRow } from '../../receive/event/event-row.ts';
import type { Ingest } from '../../receive/ingest.ts';
import type { Bin } from '../../store/keys/index.ts';
import type { BinFacts } from '../api/questions.ts';
import { ActivityBoard } from './activity-board.ts';
import { BinWatch } from './bin-watch.ts';

const bin: Bin = {
  id: 'b',
  name: 'B',
  retentionHours: 1,
  createdAt: new Date(),
  viewDigest: '',
  settings: {},
};
const EMPTY: BinFacts = { firstEventAt: null, lastEventAt: null, firstTraceId: null, services: [] };

/** Takes everything at once. */
const taking: Ingest = {
  events: async (_scope, _bytes, decode) => decode({ append: () => {} }),
  metrics: async (_scope, _bytes, decode) => decode({ append: () => {} }),
};

test('the store is asked once, again for the first event at once, and not while nothing comes', async () => {
  const board = new ActivityBoard();
  let asked = 0;
  let facts = EMPTY;
  const answer = async () => {
    asked++;
    return facts;
  };
  const watch = new BinWatch(board, { facts: answer }, false);
  for (let time = 0; time < 5; time++) await watch.activity(bin, undefined);
  assert.equal(asked, 1);

  facts = {
    ...EMPTY,
    firstEventAt: '2026-11-20T00:00:00.000000000Z',
    firstTraceId: 'aa',
    services: ['shop'],
  };
  const scope = { bin: 'b', retentionHours: 1 };
  await board.watch(taking).events(scope, 1, (sink) => sink.append(new EventRow()));
  const activity = await watch.activity(bin, undefined);
  assert.deepEqual([asked, activity.firstTraceId, activity.arrivals.at(-1)], [2, 'aa', 1]);
  await board.watch(taking).events(scope, 1, (sink) => sink.append(new EventRow()));
  for (let time = 0; time < 5; time++) await watch.activity(bin, undefined);
  assert.equal(asked, 2);
});

test('what failed to commit is not counted', async () => {
  const board = new ActivityBoard();
  const failing: Ingest = {
    ...taking,
    events: async (_scope, _bytes, decode) => {
      decode({ append: () => {} });
      throw new Error('disk full');
    },
  };
  const scope = { bin: 'b', retentionHours: 1 };
  await assert.rejects(
    board.watch(failing).events(scope, 1, (sink) => sink.append(new EventRow())),
    /disk full/,
  );
  assert.equal(board.eventCount('b'), 0);
});

test('a failed question is not remembered', async () => {
  let asked = 0;
  const facts = async () => {
    if (asked++ === 0) throw new Error('away');
    return EMPTY;
  };
  const watch = new BinWatch(new ActivityBoard(), { facts }, false);
  await assert.rejects(watch.activity(bin, undefined), /away/);
  assert.equal((await watch.activity(bin, undefined)).firstEventAt, null);
});

test('refusals: own ones always, those of strangers by address, repeated ones counted', () => {
  const board = new ActivityBoard();
  board.refused('b', { code: 'rate-limited', message: 'm', from: '10.0.0.1' });
  board.refused('b', { code: 'rate-limited', message: 'm', from: '10.0.0.1' });
  board.refused(undefined, { code: 'key-missing', message: 'm', from: '10.0.0.2' });
  board.refused(undefined, { code: 'key-missing', message: 'm', from: '10.0.0.3' });
  const seen = (bin: string, address: string | undefined) =>
    board.refusals(bin, address).map(({ code, from, count }) => `${code} ${from} ${count}`);
  assert.deepEqual(seen('b', undefined), ['rate-limited 10.0.0.1 2']);
  assert.deepEqual(seen('c', '10.0.0.3'), ['key-missing 10.0.0.3 1']);
  assert.equal(seen('local', 'any').length, 2);
  for (let from = 0; from < 30; from++) board.refused('d', { code: 'x', message: 'm', from: String(from) });
  assert.equal(seen('d', undefined).length, 20);
  assert.equal(seen('d', undefined).at(-1), 'x 29 1');
});
