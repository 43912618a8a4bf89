import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sampleRateOfTraceState } from './sample-rate.ts';

const CASES: readonly [string, number][] = [
  ['', 1],
  ['ot=th:0', 1],
  ['ot=th:8', 2],
  ['ot=th:c', 4],
  ['ot=th:c0', 4],
  ['ot=rv:0123456789abcd;th:c', 4],
  ['vendor=x,ot=th:8', 2],
  ['vendor=x , ot=th:8;rv:0123456789abcd', 2],
  ['ot=th:ffffffffffffff', 2 ** 56],
  ['ot=th:C', 1],
  ['ot=th:', 1],
  ['ot=th:123456789012345', 1],
  ['other=th:8', 1],
  ['ot=xth:8', 1],
];
for (const [traceState, rate] of CASES) {
  it(`${JSON.stringify(traceState)} stands for ${rate}`, () =>
    assert.equal(sampleRateOfTraceState(traceState), rate));
}

it('one percent is about a hundred', () => {
  assert.ok(Math.abs(sampleRateOfTraceState('ot=th:fd70a4') - 100) < 0.001);
});
