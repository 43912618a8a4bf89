import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuestion } from '@tracebin/model';
import { exampleOfPoint } from './example-of-point.ts';
import { addsUp } from './shown-calculations.ts';

const place = { from: '2026-11-20T13:00:00.000Z', to: '2026-11-20T13:01:00.000Z', group: ['/week'] };
const of = (text: string, column: number, value: number | null = 1e9) =>
  exampleOfPoint(parseQuestion(text), { column, value, ...place });

describe('an example of a point', () => {
  it('comes from below the number that was clicked', () => {
    const text = 'HEATMAP(duration), COUNT, P95(duration), MAX(http.response.body.size) GROUP BY http.route';
    assert.deepEqual(of(text, 0), { question: parseQuestion(text), ...place });
    assert.deepEqual(of(text, 1).range, { column: 'duration', max: 1.003e9 });
    assert.equal(of(text, 2, 512).range?.column, 'http.response.body.size');
    assert.equal(of(text, 1, null).range, undefined);
    assert.ok(of(text, 1, 0).range!.max! > 0);
  });

  it('is one of the events that were calculated', () => {
    const failed = of('COUNT, COUNT IF (error = true) AS failed WHERE service = web', 1);
    assert.deepEqual(failed.question.filters, [
      { column: 'service', op: '=', value: 'web' },
      { column: 'error', op: '=', value: true },
    ]);
    const either = of('P50(duration) IF (a = 1 OR b = 2)', 0);
    assert.equal(either.question.filters?.length, 1);
    assert.equal(either.range?.column, 'duration');
  });

  it('of a formula, or of nothing asked for, is the slowest', () => {
    assert.equal(of('COUNT, COUNT IF (error = true) AS bad, FORMULA(bad / 2) AS half', 2).range, undefined);
    assert.deepEqual(of('COUNT', 0).group, ['/week']);
    assert.deepEqual(exampleOfPoint({}, { column: 0, value: 4, ...place }), { question: {}, ...place });
  });
});

describe('groups upon one another', () => {
  it('are drawn only of what adds up', () => {
    const question = parseQuestion(
      'HEATMAP(duration), COUNT, P95(duration), SUM(duration), COUNT_DISTINCT(user), COUNT AS n, FORMULA(n * 2) AS twice',
    );
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((column) => addsUp(question, column)),
      [true, false, true, false, true, false],
    );
    assert.equal(addsUp({}, 0), true);
  });
});
