import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactQuery, redactUrl } from './redact-url.ts';

test('values of parameters that look like secrets are replaced, whatever the case of their names', () => {
  for (const name of [
    'token',
    'access_token',
    'refreshToken',
    'password',
    'PASSWD',
    'pwd',
    'client_secret',
    'api_key',
    'apiKey',
    'api-key',
    'X-Amz-Signature',
    'sig',
    'key',
    'code',
    'authorization',
    'session_id',
    'X-Amz-Credential',
    'jwt',
    'id%5Ftoken',
    '%74oken',
    'otp',
  ])
    assert.equal(redactQuery(`a=1&${name}=s3cret&b=2`), `a=1&${name}=REDACTED&b=2`, name);
});

test('others stay as they are', () => {
  for (const query of [
    '',
    'a',
    'a=',
    'page=2&sort=name',
    'keyboard=qwerty',
    'monkey=1',
    'author=Ann',
    'authors=2',
    '%zz=1',
    'q=a%3Db&&x=1',
    '=x',
  ])
    assert.equal(redactQuery(query), query);
});

test('a URL loses the values of its parameters, and nothing else', () => {
  assert.equal(redactUrl('https:', 'example.org:8080', '/a/b'), 'https://example.org:8080/a/b');
  assert.equal(
    redactUrl('https:', 'example.org', '/a?token=1?2&b=3#c'),
    'https://example.org/a?token=REDACTED&b=3#c',
  );
});
