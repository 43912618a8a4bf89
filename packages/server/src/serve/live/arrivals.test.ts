import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ARRIVAL_SECONDS, Arrivals } from './arrivals.ts';

test('the last minute holds what arrived in each of its seconds, oldest first', () => {
  const arrivals = new Arrivals();
  arrivals.add(1_000, 5);
  arrivals.add(1_000, 2);
  arrivals.add(1_059, 1);
  const minute = arrivals.lastMinute(1_059);
  assert.equal(minute.length, ARRIVAL_SECONDS);
  assert.equal(minute[0], 7);
  assert.equal(minute[59], 1);
  assert.deepEqual(arrivals.lastMinute(1_060).slice(0, 1), [0]);
});

test('equals a plain count, whatever the pauses', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(90), fc.nat(1000))), fc.nat(90), (steps, wait) => {
      const arrivals = new Arrivals();
      const all: [number, number][] = [];
      let second = 500;
      for (const [pause, events] of steps) {
        second += pause;
        arrivals.add(second, events);
        all.push([second, events]);
      }
      second += wait;
      const expected = Array.from({ length: ARRIVAL_SECONDS }, (_, index) =>
        all.reduce((sum, [at, n]) => sum + (at === second - ARRIVAL_SECONDS + 1 + index ? n : 0), 0),
      );
      assert.deepEqual(arrivals.lastMinute(second), expected);
    }),
  );
});
