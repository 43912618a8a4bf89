import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quietTimeOrOff, waitTime } from './flag-values.ts';

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
});
