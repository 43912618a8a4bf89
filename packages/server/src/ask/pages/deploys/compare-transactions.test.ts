import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions, type TestTransaction } from '../../../../test/support/derived-rows.ts';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { compareTransactions } from './compare-transactions.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000;
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

describe('compareTransactions', () => {
  let store: TestStore;
  const ask = async (search = {}) => {
    const answer = await compareTransactions(store.engine, BIN, search, NOW_MS);
    return {
      answer,
      verdicts: Object.fromEntries(answer.name.map((name, row) => [name, answer.verdict[row]])),
    };
  };

  before(async () => {
    store = await openTestStore();
    const ran = (
      version: string,
      name: string,
      ms: number,
      count = 30,
      more: Partial<TestTransaction> = {},
    ) =>
      Array.from({ length: count }, (_, at) => ({
        time: ago(version === 'v1' ? 40 : 10) + BigInt(at),
        version,
        name,
        duration: Math.round(ms * (1 + (at % 7) / 20)) * MS,
        ...more,
      }));
    await insertTransactions(store.engine, [
      ...ran('v1', 'GET /slow', 900, 30, { layers: { db: 800 * MS } }),
      ...ran('v2', 'GET /slow', 100, 30, { layers: { db: 50 * MS } }),
      ...ran('v1', 'GET /fine', 50),
      ...ran('v2', 'GET /fine', 90),
      ...ran('v1', 'GET /same', 70),
      ...ran('v2', 'GET /same', 70),
      ...ran('v1', 'GET /errs', 70),
      ...ran('v2', 'GET /errs', 70, 30, { error: true }),
      ...ran('v1', 'GET /old', 70),
      ...ran('v2', 'GET /new', 70),
      ...ran('v1', 'GET /rare', 70),
      ...ran('v2', 'GET /rare', 500, 3),
      ...ran('v2', 'report', 500, 30, { kind: 1 }),
      ...ran('v2', 'GET /edge', 500, 30, { service: 'edge' }),
    ]);
  });
  after(() => store.close());

  it('tells what is improved, worse, new and gone between two versions, the worst first', async () => {
    const { answer, verdicts } = await ask({ service: 'shop', version: 'v2', beforeVersion: 'v1' });
    assert.deepEqual(verdicts, {
      'GET /fine': 'worse',
      'GET /slow': 'improved',
      'GET /new': 'new',
      'GET /old': 'gone',
      'GET /same': 'same',
      'GET /errs': 'same',
      'GET /rare': 'too-few',
    });
    assert.equal(answer.name[0], 'GET /fine');
    const slow = answer.name.indexOf('GET /slow');
    assert.deepEqual([answer.layer[slow], answer.layerChange[slow]], ['db', -750 * MS]);
    assert.ok(answer.slowerChance[slow] === 0 && answer.pDurations[slow]! < 1e-6);
    near(answer.beforeFigures.median[slow]!, 1035 * MS);
    near(answer.afterFigures.median[slow]!, 115 * MS);
    assert.equal(answer.errorVerdict[answer.name.indexOf('GET /errs')], 'worse');
    assert.deepEqual(answer.versions, ['v2', 'v1']);
    assert.deepEqual([answer.before.version, answer.after.version], ['v1', 'v2']);
  });

  it('compares two times as well, whatever ran in them', async () => {
    const { verdicts } = await ask({ from: '-20m', beforeFrom: '-1h', beforeTo: '-20m' });
    assert.equal(verdicts['GET /slow'], 'improved');
    assert.equal(verdicts['GET /edge'], 'new');
    const jobs = await ask({ group: 'jobs', from: '-20m', beforeFrom: '-1h', beforeTo: '-20m' });
    assert.deepEqual(jobs.verdicts, { report: 'new' });
  });

  it('refuses to compare a side with itself', async () => {
    await assert.rejects(ask(), /same/);
    await assert.rejects(ask({ version: 'v1', beforeVersion: 'v1' }), /same/);
    await assert.rejects(ask({ beforeFrom: 'sometime' }), /time/);
  });
});

/** Durations are counted in steps of about 1 %. */
function near(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= expected * 0.01, `${found} is not near ${expected}`);
}
