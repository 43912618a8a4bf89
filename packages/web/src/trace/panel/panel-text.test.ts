import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { oneLine, withoutControls } from '../layout/readable-text.ts';
import { attributeFilter, attributeText } from './attribute-text.ts';
import { offsetBetween } from './use-open-span.ts';

describe('text of strangers', () => {
  it('is one line in a row, with controls made visible and no turning of the writing direction', () => {
    assert.equal(oneLine('a\n\tb  c'), 'a b c');
    assert.equal(oneLine('nul\u0000'), 'nul\u2400');
    assert.equal(oneLine('\u202egnp.exe'), 'gnp.exe');
    assert.equal(withoutControls('two\nlines\ttab\u007f'), 'two\nlines\ttab\u2421');
  });

  it('is cut at its bound without half a character', () => {
    assert.equal(oneLine('abcde', 5), 'abcde');
    assert.equal(oneLine('abcdef', 5), 'abcde…');
    assert.equal(oneLine('abcd🧵f', 5), 'abcd…');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 50 }),
        fc.integer({ min: 1, max: 20 }),
        (text, length) => {
          const line = oneLine(text, length);
          assert.ok(line.length <= length + 1);
          assert.doesNotMatch(line, /[\u0000-\u001f\u007f\u202a-\u202e]/);
          assert.doesNotMatch(line, /[\ud800-\udbff](?![\udc00-\udfff])/);
        },
      ),
    );
  });
});

describe('attribute values', () => {
  it('read as they were sent', () => {
    assert.equal(attributeText('plain'), 'plain');
    assert.equal(attributeText(0.25), '0.25');
    assert.equal(attributeText(false), 'false');
    assert.equal(attributeText(null), 'null');
    assert.equal(attributeText({ int: '9007199254740993' }), '9007199254740993');
    assert.equal(attributeText({ bytes: 'AAEC' }), 'bytes AAEC');
    assert.equal(attributeText(['a', 1, null]), '["a",1,null]');
    assert.equal(attributeText({ int: '1', more: 2 }), '{"int":"1","more":2}');
  });

  it('become a filter where the search of traces can compare them', () => {
    assert.equal(attributeFilter({ key: 'k', value: 'v=w' }), 'k=v=w');
    assert.equal(attributeFilter({ key: 'k', value: 3 }), 'k=3');
    assert.equal(attributeFilter({ key: 'k', value: { int: '9007199254740993' } }), 'k=9007199254740993');
    assert.equal(attributeFilter({ key: 'k=l', value: 'v' }), null);
    assert.equal(attributeFilter({ key: 'k', value: null }), null);
    assert.equal(attributeFilter({ key: 'k', value: ['v'] }), null);
    assert.equal(attributeFilter({ key: 'k', value: 'x'.repeat(500) })?.length, 502);
    assert.equal(attributeFilter({ key: 'k', value: 'x'.repeat(501) }), null);
  });
});

describe('time between two moments', () => {
  it('is exact to the nanosecond, across seconds and backwards', () => {
    const at = '2026-11-20T21:34:51.999999999Z';
    assert.equal(offsetBetween(at, '2026-11-20T21:34:52.000000001Z'), 2);
    assert.equal(offsetBetween('2026-11-20T21:34:52.000000001Z', at), -2);
    assert.equal(offsetBetween(at, '2026-11-20T21:34:52Z'), 1);
    assert.equal(offsetBetween('2026-11-20T21:34:51.5Z', at), 499_999_999);
  });
});
