import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ComparedField } from '@tracebin/model';
import {
  leadingRun,
  likelierText,
  partText,
  pointsText,
  rankedFields,
  selectionWords,
} from './compare-words.ts';

const field = (name: string, score: number, change: Partial<ComparedField> = {}): ComparedField => ({
  name,
  source: 'event',
  strength: 'strong',
  score,
  difference: score,
  leading: { value: 'x' },
  demoted: null,
  sameAs: null,
  values: { value: ['x', null], selection: [8, 2], rest: [10, 90], other: null },
  numbers: null,
  ...change,
});

describe('fields of a comparison', () => {
  it('stand by what is certain, those that say the same once, what was set aside last', () => {
    const ranked = rankedFields([
      field('weak', 0.1),
      field('id', 0.9, { demoted: 'near-unique' }),
      field('name', 0.8),
      field('http.route', 0.8, { sameAs: 'name' }),
      field('span.name', 0.8, { sameAs: 'name' }),
    ]);
    assert.deepEqual(
      ranked.map(({ field: { name }, same }) => [name, same]),
      [
        ['http.route', ['name', 'span.name']],
        ['weak', []],
        ['id', []],
      ],
    );
  });

  it('are told in points and in how many times likelier', () => {
    assert.equal(pointsText(0.956), '+95.6 points');
    assert.equal(pointsText(-0.5), '−50.0 points');
    assert.equal(likelierText(field('a', 1), 10, 100), '8.0 × likelier');
    assert.equal(likelierText(field('a', 1, { leading: { value: null } }), 10, 100), '4.5 × less likely');
    assert.equal(likelierText(field('a', 1, { leading: { value: 'gone' } }), 10, 100), '');
    assert.equal(likelierText(field('a', 1, { values: null }), 10, 100), '');
  });

  it('name a value, what is missing, and a run of bins', () => {
    assert.equal(partText({ name: 'route', value: '/a' }), 'route = /a');
    assert.equal(partText({ name: 'route', value: null }), 'route missing');
    const numbers = {
      unit: 'number' as const,
      edges: [0, 10, 20, 40],
      selection: [0, 5, 5],
      rest: [10, 0, 0],
      missing: { selection: 0, rest: 0 },
      median: { selection: 20, rest: 5 },
    };
    const run = leadingRun(field('rows', 1, { values: null, numbers, leading: { bin: 1, to: 2 } }));
    assert.deepEqual(run, { name: 'rows', min: 10, max: 40, unit: 'number' });
    assert.equal(partText(run!), 'rows 10 – 40');
  });

  it('name the selection as people would', () => {
    assert.equal(
      selectionWords({ range: { column: 'duration', min: 14e9, max: 27e9 } }, () => 'ns'),
      '14.0 s – 27.0 s',
    );
    assert.equal(
      selectionWords({ range: { column: 'duration', min: 14e9 } }, () => 'ns'),
      'duration from 14.0 s',
    );
    assert.equal(
      selectionWords(
        {
          group: [{ column: 'version', value: null }],
          filters: [{ column: 'error', op: '=', value: true }],
        },
        () => 'number',
      ),
      'version = (missing), error = true',
    );
  });
});
