import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnswerSeries, type AnswerTable, printCondition, type QuestionAnswer } from '@tracebin/model';
import fc from 'fast-check';
import { canStack } from '../../charts/series-scale.ts';
import { MAX_LINES, stackData } from './chart-data.ts';
import { othersCondition } from './chart-selection.ts';

const tableOf = (count: number, more = false): AnswerTable => ({
  count,
  more,
  groups: [Array.from({ length: count }, (_, group) => (group === 0 ? null : `g${group}`))],
  values: [],
  total: [],
  other: null,
});
const seriesOf = (groups: (number | null)[][], total: (number | null)[]): AnswerSeries => ({
  start: '2026-11-20T00:00:00.000Z',
  step: 60e9,
  buckets: total.length,
  values: [groups],
  total: [total],
});

describe('a stack', () => {
  it('is as high as the whole in every bucket, however many groups there are beside those that are drawn', () => {
    const bucket = fc.array(fc.option(fc.integer({ min: 0, max: 1e9 })), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(bucket, { minLength: 1, maxLength: MAX_LINES + 6 }),
        fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 4, maxLength: 4 }),
        (groups, beyondLimit) => {
          const total = beyondLimit.map((rest, at) =>
            groups.reduce((sum, values) => sum + (values[at] ?? 0), rest),
          );
          const stack = stackData(seriesOf(groups, total), tableOf(groups.length), 0);
          assert.ok(canStack(stack));
          for (let at = 0; at < 4; at++) {
            const height = stack.lines.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);
            assert.equal(height, total[at]);
          }
          const grey = stack.lines.findIndex(({ isGrey }) => isGrey === true);
          assert.ok(grey === -1 || grey === stack.lines.length - 1, 'the others are drawn last');
        },
      ),
    );
  });

  it('has no band for others where the groups are the whole, but for the rounding of sums', () => {
    const parts = [[0.1], [0.2], [0.3]];
    assert.equal(stackData(seriesOf(parts, [0.1 + (0.2 + 0.3)]), tableOf(3), 0).lines.length, 3);
    assert.equal(stackData(seriesOf([[null]], [null]), tableOf(1), 0).lines.length, 1);
    const some = stackData(seriesOf([[1]], [4]), tableOf(1, true), 0);
    assert.deepEqual(some.lines.at(-1), { name: 'others', values: [3], isGrey: true });
  });

  it('is none of what is below zero', () => {
    assert.equal(canStack(stackData(seriesOf([[5], [-1]], [4]), tableOf(2), 0)), false);
    assert.equal(canStack(stackData(seriesOf([[5]], [4]), tableOf(1), 0)), false, 'nor are the others');
  });
});

it('the others are the events of no group that is drawn', () => {
  const answer = (count: number, breakdowns: string[]) =>
    ({
      breakdowns,
      table: { ...tableOf(count), groups: breakdowns.map(() => tableOf(count).groups[0]) },
    }) as unknown as QuestionAnswer;
  assert.equal(printCondition(othersCondition(answer(1, ['a']))), 'NOT a does-not-exist');
  assert.equal(printCondition(othersCondition(answer(2, ['a']))), 'NOT (a does-not-exist OR a = g1)');
  assert.equal(
    printCondition(othersCondition(answer(2, ['a', 'b']))),
    'NOT ((a does-not-exist AND b does-not-exist) OR (a = g1 AND b = g1))',
  );
  const many = othersCondition(answer(MAX_LINES + 3, ['a']));
  assert.ok('not' in many && 'or' in many.not && many.not.or.length === MAX_LINES);
});
