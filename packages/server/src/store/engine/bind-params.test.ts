import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bindParams } from './bind-params.ts';

it('wants a value for every placeholder', () => {
  assert.throws(() => bindParams('SELECT { b : Array(String) }, {a:String}', { a: '' }), /"b"/);
  assert.deepEqual(bindParams('SELECT {a:String}', { a: '' }), ["param_a = ''"]);
});

it('takes nothing for a placeholder that stands in a quoted text or name', () => {
  assert.deepEqual(
    bindParams("SELECT '{b:String}', 'it\\'s {b:String}' AS `{b:String}`, \"{b:String}\"", {}),
    [],
  );
  assert.throws(() => bindParams("SELECT 'a' AS `a\\`b`, {b:String}", {}), /"b"/);
});

it('refuses names and values that are none', () => {
  assert.throws(() => bindParams('', { 'a b': 1 }), /cannot name/);
  assert.throws(() => bindParams('', { a: () => 1 }), /cannot be/);
});
