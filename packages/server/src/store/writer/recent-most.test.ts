import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecentMost } from './recent-most.ts';

describe('the most of late', () => {
  it('is the largest of the last second, and forgotten after two', () => {
    const most = new RecentMost();
    assert.equal(most.at(0), 0);
    most.note(3, 0);
    most.note(8, 500);
    most.note(2, 900);
    assert.equal(most.at(999), 8);
    most.note(1, 1_000);
    assert.equal(most.at(1_999), 8);
    assert.equal(most.at(2_000), 1);
    assert.equal(most.at(4_000), 0);
  });
});
