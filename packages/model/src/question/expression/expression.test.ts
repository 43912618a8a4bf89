import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Expression, parseExpression, QuestionTextError } from '../index.ts';

/** As nested lists, without places. */
const short = (expression: Expression): unknown => {
  switch (expression.kind) {
    case 'call':
      return [expression.name, ...expression.args.map(short)];
    case 'field':
      return `$${expression.name}`;
    case 'null':
      return null;
    default:
      return expression.value;
  }
};
const read = (text: string) => short(parseExpression(text));

test('operators bind as people expect', () => {
  assert.deepEqual(read('1 + 2 * 3 - 4'), ['SUB', ['SUM', 1, ['MUL', 2, 3]], 4]);
  assert.deepEqual(read('a or b and not c = 1'), ['OR', '$a', ['AND', '$b', ['NOT', ['EQUALS', '$c', 1]]]]);
  assert.deepEqual(read('-a != -2'), ['NOT', ['EQUALS', ['SUB', 0, '$a'], -2]]);
  assert.deepEqual(read('(a + b) / c'), ['DIV', ['SUM', '$a', '$b'], '$c']);
  assert.deepEqual(read('AND(a, b) AND (c)'), ['AND', ['AND', '$a', '$b'], '$c']);
});

test('fields, texts, durations and functions', () => {
  assert.deepEqual(read('IF(duration > 1.5s, "slow", $http.route)'), [
    'IF',
    ['GT', '$duration', 1.5e9],
    'slow',
    '$http.route',
  ]);
  assert.deepEqual(read("concat($\"a b\", `c-d`, 'it\\'s')"), ['CONCAT', '$a b', '$c-d', "it's"]);
  assert.deepEqual(read('REG_VALUE(name, "^(\\d+)\\\\.")'), ['REG_VALUE', '$name', '^(\\d+)\\.']);
  assert.deepEqual(read('coalesce(x, null, TRUE)'), ['COALESCE', '$x', null, true]);
});

test('errors stand where they are', () => {
  const refused: [string, number, RegExp][] = [
    ['1 +', 3, /a field, a value or a function before the end/],
    ['FOO(1)', 0, /no function FOO/],
    ['IF(a)', 0, /IF takes 2 or more arguments, not 1/],
    ['SUB(1, 2', 8, /"\)"/],
    ['a b', 2, /operator, or the end/],
    ['"x', 0, /not closed/],
    ['5 parsecs', 2, /operator, or the end/],
    ['5parsecs', 0, /neither a number/],
    ['a # b', 2, /means nothing/],
    [`${'('.repeat(40)}1`, 33, /32/],
  ];
  for (const [text, at, message] of refused) {
    assert.throws(
      () => parseExpression(text),
      (error: unknown) => {
        assert.ok(error instanceof QuestionTextError, String(error));
        assert.match(error.message, message);
        assert.equal(error.at, at, `${text}: ${error.message}`);
        return true;
      },
    );
  }
});

test('any text is read or refused with a place inside it', () => {
  const words = fc.constantFrom(
    'a',
    '1',
    '"x"',
    '+',
    '-',
    '(',
    ')',
    ',',
    'AND',
    'NOT',
    'IF(',
    '=',
    '<',
    '2s',
    '$b',
    '`c`',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 15 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        parseExpression(text);
      } catch (error) {
        assert.ok(error instanceof QuestionTextError, String(error));
        assert.ok(error.at >= 0 && error.at + error.length <= text.length);
      }
    }),
    { numRuns: 2000 },
  );
});
