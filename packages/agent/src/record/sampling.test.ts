import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeadSampling, hasThreshold, withoutThreshold } from './sampling.ts';

test('the threshold is the share that is dropped', () => {
  for (const [ratio, traceState] of [
    [1, ''],
    [0.5, 'ot=th:8'],
    [0.25, 'ot=th:c'],
    [0.1, 'ot=th:e66666666666'],
    [0, ''],
  ] as const)
    assert.equal(new HeadSampling(ratio).traceState, traceState);
});

test('the first number that is kept and the last that is not', () => {
  const half = new HeadSampling(0.5);
  assert.equal(half.keeps(0x12_80_0000, 0), true);
  assert.equal(half.keeps(0x12_7f_ffff, -1), false);
  assert.equal(new HeadSampling(1).keeps(0, 0), true);
  assert.equal(new HeadSampling(0).keeps(-1, -1), false);
});

test('thresholds are found and taken out, whatever stands beside them', () => {
  for (const [traceState, rest] of [
    ['ot=th:8', ''],
    ['ot=rv:0123456789abcd;th:c,vendor=1', 'ot=rv:0123456789abcd,vendor=1'],
    ['vendor=th:8, ot=th:c', 'vendor=th:8'],
  ] as const) {
    assert.equal(hasThreshold(traceState), true, traceState);
    assert.equal(withoutThreshold(traceState), rest);
  }
  for (const traceState of ['', 'vendor=th:8', 'ot=rv:0123456789abcd'])
    assert.equal(hasThreshold(traceState), false, traceState);
});
