import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { questionMemory, questionTime, quietTimeOrOff, waitTime } from './flag-values.ts';

describe('values of flags', () => {
  it('say for how long a trace must be quiet', () => {
    assert.deepEqual(['1s', '10m', 'off'].map(quietTimeOrOff), [1_000, 600_000, 'off']);
    for (const wrong of ['999ms', '601s', '', 'never'])
      assert.throws(() => quietTimeOrOff(wrong), /from 1s to 10m/);
  });

  it('say for how long traces wait for senders at the most', () => {
    assert.deepEqual(['0s', '1.5s', '24h'].map(waitTime), [0, 1_500, 86_400_000]);
    for (const wrong of ['86401s', '-1s', '', 'off']) assert.throws(() => waitTime(wrong), /from 0s/);
  });

  it('say what a question may take', () => {
    assert.deepEqual(['1s', '90s', '10m'].map(questionTime), [1_000, 90_000, 600_000]);
    for (const wrong of ['999ms', '601s', '30', '', 'off'])
      assert.throws(() => questionTime(wrong), /from 1s to 10m/);
    assert.deepEqual(['64M', '2G'].map(questionMemory), [64 * 1024 ** 2, 2 * 1024 ** 3]);
    for (const wrong of ['63M', '0', '1']) assert.throws(() => questionMemory(wrong), /64M or more/);
  });
});
