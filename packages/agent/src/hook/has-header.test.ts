import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasHeader } from './has-header.ts';

const SHAPES: Record<string, (name: string, value: string) => unknown> = {
  'an object': (name, value) => ({ accept: '*/*', [name]: value }),
  'a list': (name, value) => ['accept', '*/*', name, value],
  text: (name, value) => `accept: */*\r\n${name}: ${value}\r\n`,
};

for (const [shape, of] of Object.entries(SHAPES))
  test(`${shape}: a name in any case, and no value`, () => {
    for (const name of ['baggage', 'Baggage', 'BAGGAGE']) assert.ok(hasHeader(of(name, 'a=1'), 'baggage'));
    assert.equal(hasHeader(of('x-baggage', 'a=1'), 'baggage'), false);
    assert.equal(hasHeader(of('x-named', 'baggage'), 'baggage'), false);
    assert.equal(hasHeader(of('x-named', 'baggage: 1'), 'baggage'), false);
  });

test('what is none of these has none', () => {
  for (const nothing of [undefined, null, 7, [], {}, '']) assert.equal(hasHeader(nothing, 'baggage'), false);
});
