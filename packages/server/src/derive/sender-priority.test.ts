import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SenderPriority } from './sender-priority.ts';

describe('the priority of senders', () => {
  it('begins above one pressure and ends at a lower one', () => {
    let pressure = 0;
    const priority = new SenderPriority(() => pressure, 1_000);
    const asked = [0, 0.9, 0.91, 0.76, 0.75, 0.9, 1].map((next) => {
      pressure = next;
      return priority.ask(0);
    });
    assert.deepEqual(asked, [false, false, true, true, false, false, true]);
    assert.equal(priority.isOn, true);
  });

  it('ends when the rows have waited long enough', () => {
    const priority = new SenderPriority(() => 1, 1_000);
    assert.deepEqual(
      [999, 1_000, 999].map((lagMs) => priority.ask(lagMs)),
      [true, false, true],
    );
    assert.equal(new SenderPriority(() => 1, 0).ask(0), false);
  });
});
