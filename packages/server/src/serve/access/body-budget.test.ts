import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OverloadedError } from '../../errors.ts';
import { BodyBudget } from './body-budget.ts';

test('all requests together get the budget, one key half of it, to the byte', () => {
  const budget = new BodyBudget(100);
  const [first, second] = [budget.open('a'), budget.open('a')];
  first.take(20);
  second.take(30);
  assert.throws(() => second.take(1), OverloadedError);
  const other = budget.open('b');
  other.take(50);
  assert.throws(() => budget.open('c').take(1), OverloadedError);
  other.close();
  other.close();
  budget.open('c').take(50);
  assert.equal(budget.heldBytes, 100);
});

test('a single body passes whatever its size', () => {
  const budget = new BodyBudget(10);
  const lease = budget.open('a');
  lease.take(8);
  lease.take(100);
  assert.throws(() => budget.open('b').take(1), OverloadedError);
  lease.close();
  budget.open('b').take(1);
});

test('after any requests have come and gone nothing is held', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat(60), close: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const budget = new BodyBudget(100);
      const leases = steps.map(({ key, bytes, close }) => {
        const lease = budget.open(key);
        try {
          lease.take(bytes);
        } catch (error) {
          assert.ok(error instanceof OverloadedError);
        }
        if (close) lease.close();
        assert.ok(budget.heldBytes <= 100);
        return lease;
      });
      for (const lease of leases) lease.close();
      assert.equal(budget.heldBytes, 0);
    }),
  );
});
