import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeQuestion, parseQuestion, printQuestion, type Question } from '@tracebin/model';
import fc from 'fast-check';
import { completionOptions, withOption } from './completion-options.ts';
import { highlightQuestion } from './highlight-question.ts';
import { questionChips } from './question-chips.ts';
import { withBreakdown } from './question-edits.ts';

const known = {
  fields: [
    { name: 'http.route', type: 'string' },
    { name: 'odd name', type: 'int' },
  ],
  values: ['web', 'two words', '200'],
};
const offered = (text: string, dataset: 'spans' | 'transactions' = 'spans') =>
  completionOptions(completeQuestion(text, text.length), dataset, known).map((option) => option.text);
const chosen = (text: string, option: string) =>
  withOption(text, completeQuestion(text, text.length), option).text;

describe('completion of a question', () => {
  it('offers what fits at the caret', () => {
    assert.deepEqual(offered('cou'), ['COUNT', 'COUNT_DISTINCT(']);
    assert.deepEqual(offered('COUNT WHERE htt'), ['http.route']);
    assert.deepEqual(offered('COUNT GROUP BY odd'), ['`odd name`']);
    assert.deepEqual(offered('COUNT WHERE root.htt'), ['root.http.route']);
    assert.ok(offered('COUNT WHERE par').includes('parent.'));
    assert.deepEqual(offered('COUNT WHERE service = '), ['web', '"two words"', '200']);
    assert.deepEqual(offered('COUNT WHERE kind = se'), ['server']);
    assert.deepEqual(offered('COUNT WHERE is_root = '), ['true', 'false', 'web', '"two words"', '200']);
    assert.deepEqual(offered('COUNT WHERE service = web GR'), ['GROUP BY']);
    assert.deepEqual(offered('COUNT FROM tr'), ['transactions']);
    assert.deepEqual(offered('P95(http_st', 'transactions'), ['http_status']);
  });

  it('writes an option so that the next word can follow', () => {
    assert.equal(chosen('cou', 'COUNT'), 'COUNT ');
    assert.equal(chosen('P9', 'P95('), 'P95(');
    assert.equal(chosen('COUNT WHERE se', 'service'), 'COUNT WHERE service ');
    assert.equal(chosen('COUNT WHERE par', 'parent.'), 'COUNT WHERE parent.');
    assert.equal(chosen('COUNT WHERE name = "GET /', '"GET /a b"'), 'COUNT WHERE name = "GET /a b" ');
    const middle = withOption('COUNT WHERE se = 1', completeQuestion('COUNT WHERE se = 1', 14), 'service');
    assert.deepEqual(middle, { text: 'COUNT WHERE service = 1', caret: 19 });
  });
});

describe('colours of a question', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc
      .array(
        fc.constantFrom('COUNT', 'WHERE', '(', ')', ' ', '"a b"', "'", '`', '=', 'x.y', '\n', '5', ','),
        {
          maxLength: 20,
        },
      )
      .map((words) => words.join('')),
  );

  it('are of all the text and nothing else', () => {
    fc.assert(
      fc.property(anyText, fc.nat(30), fc.nat(5), (text, at, length) => {
        const pieces = highlightQuestion(text, { at: Math.min(at, text.length), length });
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
      }),
    );
  });

  it('tell words apart', () => {
    const looks = highlightQuestion('COUNT WHERE a = b AND c in (d, "e")')
      .filter((piece) => piece.text.trim() !== '' && piece.look !== 'plain')
      .map((piece) => `${piece.text} ${piece.look}`);
    assert.deepEqual(looks.slice(0, 4), ['COUNT calculation', 'WHERE keyword', 'b value', 'AND keyword']);
    assert.ok(looks.includes('"e" value'));
  });
});

describe('chips of a question', () => {
  const QUESTION = parseQuestion(
    'WITH d AS (x + 1) COUNT, P95(duration) AS slow, FORMULA(slow * 2) AS twice FROM all WHERE a = 1 OR b exists OR NOT c = 2 GROUP BY x, y HAVING slow > 5 ORDER BY slow DESC LIMIT 9 COMPARE TO 1h EVERY 30s UNWEIGHTED TABLE ONLY',
  );

  it('are all its parts, each of which can be taken away', () => {
    const chips = questionChips(QUESTION);
    assert.deepEqual(
      chips.map(({ section }) => section),
      [
        'With',
        'Show',
        'Show',
        'Show',
        'From',
        'Where',
        'Where',
        'Where',
        'Group by',
        'Group by',
        'Having',
        'Order',
        'Limit',
        'Compare to',
        'Every',
        'Counting',
        'Drawing',
      ],
    );
    let rest: Question = QUESTION;
    for (let left = chips.length; left > 0; left = questionChips(rest).length) {
      rest = questionChips(rest)[0]!.without;
      assert.deepEqual(parseQuestion(printQuestion(rest)), rest, 'what is left is a question');
      assert.ok(questionChips(rest).length < left);
    }
    assert.deepEqual(rest, {});
  });

  it('take away what is ordered by a calculation with it', () => {
    const question = parseQuestion('COUNT, P95(duration) GROUP BY x HAVING COUNT > 5 ORDER BY P95(duration)');
    const [count, p95] = questionChips(question).map(({ without }) => printQuestion(without));
    assert.equal(count, 'P95(duration) GROUP BY x ORDER BY P95(duration)');
    assert.equal(p95, 'COUNT GROUP BY x HAVING COUNT > 5');
  });

  it('group by a field once, with a count where there was only a heatmap', () => {
    const grouped = withBreakdown(parseQuestion('HEATMAP(duration)'), 'http.route');
    assert.equal(printQuestion(grouped), 'COUNT, HEATMAP(duration) GROUP BY http.route');
    assert.deepEqual(withBreakdown(grouped, 'http.route'), grouped);
  });
});
