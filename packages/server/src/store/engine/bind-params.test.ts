import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bindParams } from './bind-params.ts';

it('wants a value for every placeholder', () => {
  assert.throws(() => bindParams('SELECT { b : Array(String) }, {a:String}', { a: '' }), /"b"/);
  assert.deepEqual(bindParams('SELECT {a:String}', { a: '' }), ["param_a = ''"]);
});

it('refuses names and values that are none', () => {
  assert.throws(() => bindParams('', { 'a b': 1 }), /cannot name/);
  assert.throws(() => bindParams('', { a: () => 1 }), /cannot be/);
});
