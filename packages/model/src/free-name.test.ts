import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeName } from './free-name.ts';

test('a name that is taken gets the next number that is free, in any case and within its length', () => {
  assert.equal(freeName('Routes', ['Errors'], 120), 'Routes');
  assert.equal(freeName('routes', ['Routes'], 120), 'routes 2');
  assert.equal(freeName('Routes', ['Routes', 'ROUTES 2', 'Routes 3'], 120), 'Routes 4');
  assert.equal(freeName('Routes 3', ['Routes 3'], 120), 'Routes 4');
  assert.equal(freeName('v 2 of it', ['v 2 of it'], 120), 'v 2 of it 2');
  const longest = 'n'.repeat(120);
  assert.equal(freeName(longest, [longest], 120), `${'n'.repeat(118)} 2`);
});
