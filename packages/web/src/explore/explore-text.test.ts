import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQuestion, type Selection } from '@tracebin/model';
import fc from 'fast-check';
import { askedQuestion, rangeOfQuestion, withoutRange } from './asked-question.ts';
import { selectionOfTexts, selectionTexts } from './selection-text.ts';

describe('the range of a question', () => {
  it('is taken out of the text and given to the picker', () => {
    const cases: [string, ReturnType<typeof rangeOfQuestion>][] = [
      ['COUNT', undefined],
      ['COUNT OVER 24h', { from: '-24h', to: undefined }],
      ['COUNT OVER 900', { from: '-900s', to: undefined }],
      ['COUNT SINCE -2h UNTIL -1h', { from: '-2h', to: '-1h' }],
      [
        'COUNT OVER 1h UNTIL 2026-11-20T13:30:00Z',
        { from: '2026-11-20T12:30:00.000Z', to: '2026-11-20T13:30:00Z' },
      ],
      [
        'COUNT SINCE 2026-11-20T13:30:00Z OVER 30m',
        { from: '2026-11-20T13:30:00Z', to: '2026-11-20T14:00:00.000Z' },
      ],
      ['COUNT SINCE 1763645400', { from: '2025-11-20T13:30:00.000Z', to: undefined }],
    ];
    for (const [text, range] of cases) assert.deepEqual(rangeOfQuestion(parseQuestion(text)), range, text);
    assert.deepEqual(withoutRange(parseQuestion('COUNT OVER 24h')), { calculations: [{ op: 'COUNT' }] });
  });

  it('is asked for as the picker holds it', () => {
    assert.deepEqual(askedQuestion('COUNT OVER 7d', {}), {
      calculations: [{ op: 'COUNT' }],
      startTime: '-1h',
    });
    assert.deepEqual(askedQuestion('COUNT', { from: '-3h', to: '-1h' }), {
      calculations: [{ op: 'COUNT' }],
      startTime: '-3h',
      endTime: '-1h',
    });
  });
});

describe('a selection in the address', () => {
  it('reads back as it was written', () => {
    const anyText = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.constantFrom('http.route', 'a\nb', 'a:b..c', '"', '`', 'where', '\u001b[31mred', '\b\f\0\u202e'),
    );
    const anySelection = fc.record(
      {
        from: fc.constant('2026-11-20T13:00:00.000Z'),
        to: fc.constant('2026-11-20T14:00:00.000Z'),
        range: fc.record({ column: anyText, min: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
        group: fc.array(
          fc.record({
            column: anyText,
            value: fc.option(fc.oneof(anyText, fc.constantFrom('', '5', 'true'))),
          }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        filters: fc.constant<Selection['filters']>([{ column: 'error', op: '=', value: true }]),
        traceIds: fc.constant<string[]>(['4bf92f3577b34da6a3ce929d0e0e4736']),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anySelection, (selection) => {
        const plain = JSON.parse(JSON.stringify(selection)) as Selection;
        const expected = Object.keys(plain).length === 0 ? undefined : plain;
        assert.deepEqual(selectionOfTexts(selectionTexts(plain)), expected);
      }),
    );
  });

  it('leaves out what was cut or made up', () => {
    assert.equal(
      selectionOfTexts(['time:x..y', 'range:', 'nonsense', 'where:((', 'trace:xyz', '']),
      undefined,
    );
    assert.deepEqual(selectionOfTexts(['where:a = 1 OR b = 2']), {
      filters: [
        {
          or: [
            { column: 'a', op: '=', value: 1 },
            { column: 'b', op: '=', value: 2 },
          ],
        },
      ],
    });
  });
});
