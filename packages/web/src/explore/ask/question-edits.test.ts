import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findFault, parseQuestion, printQuestion, type Question } from '@tracebin/model';
import { lengthOf, lengthText } from './lengths.ts';
import { questionChips } from './question-chips.ts';
import {
  isFreeName,
  withBreakdown,
  withCalculation,
  withField,
  withFilter,
  withFormula,
  withHaving,
  withOrder,
} from './question-edits.ts';
import { numberOf, numberText, orderSubjectsOf, subjectsOf } from './question-subjects.ts';

/** As the address and the bar hold it: one line that can be answered and reads back as what it is. */
function lineOf(question: Question): string {
  const text = printQuestion(question);
  assert.deepEqual(parseQuestion(text), question);
  assert.equal(findFault(text), undefined);
  return text;
}

describe('parts that are added to a question', () => {
  const groups = parseQuestion('COUNT, P95(duration), HEATMAP(duration) GROUP BY http.route');

  it('are written into its one line', () => {
    const [count, p95] = subjectsOf(groups);
    assert.deepEqual([count!.label, p95!.label, subjectsOf(groups).length], ['COUNT', 'P95(duration)', 2]);
    assert.deepEqual([count!.isDuration, p95!.isDuration], [false, true]);
    const field = orderSubjectsOf(groups)[2]!;
    let question = withOrder(groups, { op: 'P95', column: 'duration', order: 'descending' });
    question = withOrder(question, { column: field.column!, order: 'ascending' });
    question = withHaving(question, { calculateOp: 'P95', column: 'duration', op: '>', value: 250e6 });
    question = { ...question, limit: 5, granularity: 300, compareTo: '7d' };
    assert.equal(
      lineOf(question),
      'COUNT, P95(duration), HEATMAP(duration) GROUP BY http.route HAVING P95(duration) > 250000000 ORDER BY P95(duration) DESC, http.route ASC LIMIT 5 EVERY 300s COMPARE TO 7d',
    );
    const chips = questionChips(question).map(({ section, text }) => `${section} ${text}`);
    assert.ok(chips.includes('Having P95(duration) > 250ms'), chips.join('; '));
    assert.ok(chips.includes('Every 5m'), chips.join('; '));
  });

  it('are ordered by the same number once', () => {
    let question = withOrder(groups, { op: 'COUNT', order: 'descending' });
    question = withOrder(question, { op: 'P95', column: 'duration', order: 'descending' });
    question = withOrder(question, { op: 'COUNT', order: 'ascending' });
    assert.match(lineOf(question), /ORDER BY COUNT ASC, P95\(duration\) DESC$/);
    // The second changed to what the first is about.
    question = withOrder(question, { op: 'COUNT', order: 'descending' }, 1);
    assert.match(lineOf(question), /ORDER BY COUNT DESC$/);
    question = withOrder(question, { column: 'http.route', order: 'descending' }, 0);
    assert.match(lineOf(question), /ORDER BY http\.route DESC$/);
  });

  it('follow what they are about when it changes, and go when nothing can be by it', () => {
    const asked = parseQuestion(
      'COUNT, P95(duration) AS slow WHERE a = 1 OR b = 2 GROUP BY x HAVING COUNT > 5 ORDER BY slow, x DESC',
    );
    assert.equal(
      lineOf(withCalculation(asked, { op: 'SUM', column: 'bytes' }, 0)),
      'SUM(bytes), P95(duration) AS slow WHERE a = 1 OR b = 2 GROUP BY x HAVING SUM(bytes) > 5 ORDER BY slow, x DESC',
    );
    assert.equal(
      lineOf(withCalculation(asked, { op: 'P99', column: 'duration' }, 1)),
      'COUNT, P99(duration) WHERE a = 1 OR b = 2 GROUP BY x HAVING COUNT > 5 ORDER BY P99(duration), x DESC',
    );
    assert.equal(
      lineOf(withCalculation(asked, { op: 'HEATMAP', column: 'duration' }, 0)),
      'HEATMAP(duration), P95(duration) AS slow WHERE a = 1 OR b = 2 GROUP BY x ORDER BY slow, x DESC',
    );
    assert.match(lineOf(withBreakdown(asked, 'y', 0)), /GROUP BY y HAVING COUNT > 5 ORDER BY slow, y DESC$/);
    assert.match(
      lineOf(withFilter(asked, { column: 'c', op: 'exists' }, 1)),
      /WHERE a = 1 OR c exists GROUP/,
    );
    assert.match(
      lineOf(withFilter(asked, { column: 'c', op: 'exists' })),
      /WHERE \(a = 1 OR b = 2\) AND c exists/,
    );
  });

  it('give numbers the names by which a formula knows them', () => {
    const question = parseQuestion(
      'COUNT, COUNT IF (error = true) AS errors, P95(duration) GROUP BY x ORDER BY COUNT HAVING P95(duration) > 1s',
    );
    const share = withFormula(question, { name: 'share', left: 'errors', sign: '/', right: 'COUNT' });
    assert.match(
      lineOf(share),
      /^COUNT AS events, .*, FORMULA\(errors \/ events\) AS share .* ORDER BY events$/,
    );
    const twice = withFormula(share, { name: 'more', left: 'P95(duration)', sign: '+', right: 'errors' });
    assert.match(
      lineOf(twice),
      /FORMULA\(p95_duration \+ errors\) AS more .* HAVING p95_duration > 1000000000/,
    );
    assert.equal(
      lineOf(withFormula({}, { name: 'one', left: 'COUNT', sign: '/', right: 'COUNT' })),
      'COUNT AS events, FORMULA(events / events) AS one',
    );
    assert.equal(isFreeName(question, 'errors'), false);
    assert.equal(isFreeName(question, 'count'), false);
    assert.equal(isFreeName(question, 'two words'), false);
    assert.equal(isFreeName(question, 'share'), true);
  });

  it('may be grouped by a field that is calculated', () => {
    const field = { name: 'speed', expression: 'IF(duration > 1s, "slow", "quick")' };
    const question = withField(parseQuestion('HEATMAP(duration)'), field, { isGrouped: true });
    assert.equal(
      lineOf(question),
      'WITH speed AS (IF(duration > 1s, "slow", "quick")) COUNT, HEATMAP(duration) GROUP BY speed',
    );
    const other = withField(question, { ...field, expression: 'BUCKET(duration_ms, 1000)' }, { index: 0 });
    assert.match(lineOf(other), /^WITH speed AS \(BUCKET\(duration_ms, 1000\)\) COUNT/);
  });
});

describe('numbers and lengths as they are typed', () => {
  it('are read as they are written', () => {
    for (const value of [0, 250e6, 1.5e9, 42e3, 123_456_789, 90e9, 17])
      assert.equal(numberOf(numberText(value, true)), value);
    assert.equal(numberText(250e6, true), '250ms');
    assert.equal(numberText(1.5e9, true), '1.5s');
    assert.equal(numberText(250e6, false), '250000000');
    assert.equal(numberOf('many'), undefined);
    assert.equal(numberOf(''), undefined);
    for (const seconds of [1, 30, 60, 90, 300, 3_600, 86_400, 604_800, 0.5])
      assert.equal(lengthOf(lengthText(seconds)), seconds);
    assert.deepEqual([lengthText(300), lengthText(86_400), lengthText(90)], ['5m', '1d', '90s']);
    assert.equal(lengthOf('30'), 30);
    assert.equal(lengthOf('soon'), undefined);
    assert.equal(lengthOf('0'), undefined);
  });
});
