import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyError, OverloadedError } from '../../errors.ts';
import { AccessPolicy, type RequestFacts } from './access-policy.ts';
import { AdminAccess } from './admin-access.ts';

const SECRET = '0123456789abcdef';

function withSecret(secret: string): RequestFacts {
  const headers = { host: 'apm.example', authorization: `Bearer ${secret}` };
  return { headers, remoteAddress: '192.0.2.7', httpVersion: '1.1' };
}

test('ten wrong secrets are called wrong, the next has to wait; the right one never does', () => {
  const policy = new AccessPolicy({ host: '0.0.0.0', publicUrl: undefined, adminSecret: SECRET });
  const access = new AdminAccess(policy, [SECRET]);
  for (let guess = 0; guess < 10; guess++)
    assert.throws(() => access.check(withSecret(`guess${guess}`)), KeyError);
  assert.throws(
    () => access.check(withSecret('guess10')),
    (error) => error instanceof OverloadedError && error.retryAfterSeconds === 1,
  );
  access.check(withSecret(SECRET));
});
