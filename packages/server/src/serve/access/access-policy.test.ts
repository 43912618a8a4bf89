import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StartError, TracebinError } from '../../errors.ts';
import { AccessPolicy, isForeignOrigin, type RequestFacts } from './access-policy.ts';
import { FORWARDING_HEADERS, isLoopbackHost } from './loopback.ts';

const SECRET = '0123456789abcdef';
const local = new AccessPolicy({ host: '127.0.0.1', publicUrl: undefined, adminSecret: undefined });
const open = new AccessPolicy({ host: '0.0.0.0', publicUrl: undefined, adminSecret: SECRET });

function request(headers: RequestFacts['headers'] = {}, more: Partial<RequestFacts> = {}): RequestFacts {
  return {
    headers: { host: '127.0.0.1:4318', ...headers },
    remoteAddress: '127.0.0.1',
    httpVersion: '1.1',
    ...more,
  };
}
const startCode = (options: ConstructorParameters<typeof AccessPolicy>[0]): string => {
  try {
    new AccessPolicy(options);
    return 'started';
  } catch (error) {
    assert.ok(error instanceof StartError);
    return error.code;
  }
};

test('loopback is 127.0.0.0/8, ::1 and localhost, nothing that looks like it', () => {
  for (const host of [
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '[::1]',
    'localhost',
    'app.localhost',
    '::ffff:127.0.0.1',
  ]) {
    assert.equal(isLoopbackHost(host), true, host);
  }
  for (const host of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '128.0.0.1',
    '',
  ]) {
    assert.equal(isLoopbackHost(host), false, host);
  }
});

test('beyond loopback, or with a public URL, an admin secret of 16 characters is a must', () => {
  for (const host of ['0.0.0.0', '::', '10.1.2.3', 'apm.internal']) {
    assert.equal(startCode({ host, publicUrl: undefined, adminSecret: undefined }), 'admin-secret-missing');
    assert.equal(
      startCode({ host, publicUrl: undefined, adminSecret: SECRET.slice(1) }),
      'admin-secret-short',
    );
    assert.equal(startCode({ host, publicUrl: undefined, adminSecret: SECRET }), 'started');
  }
  const publicUrl = 'https://apm.example.com';
  assert.equal(startCode({ host: '127.0.0.1', publicUrl, adminSecret: undefined }), 'admin-secret-missing');
  assert.equal(startCode({ host: '127.0.0.1', publicUrl: undefined, adminSecret: undefined }), 'started');
});

test('a plain request from this machine is trusted', () => {
  assert.equal(local.trusts(request()), true);
  assert.equal(local.trusts(request({ host: '[::1]:4318' }, { remoteAddress: '::1' })), true);
  assert.equal(local.trusts(request({ origin: 'http://localhost:3000' })), true);
});

test('a request that was forwarded, or is for another name, or from a foreign page, is not', () => {
  for (const name of FORWARDING_HEADERS)
    assert.equal(local.trusts(request({ [name]: '127.0.0.1' })), false, name);
  assert.equal(local.trusts(request({ host: 'evil.example:4318' })), false);
  assert.equal(local.trusts(request({ host: undefined })), false);
  assert.equal(local.trusts(request({ origin: 'https://evil.example' })), false);
  assert.equal(local.trusts(request({ origin: 'null' })), false);
  assert.equal(local.trusts(request({}, { httpVersion: '1.0' })), false);
  assert.equal(local.trusts(request({}, { remoteAddress: '10.0.0.9' })), false);
});

test('a public server trusts nobody, whatever the headers say', () => {
  assert.equal(open.trusts(request()), false);
  assert.equal(open.trusts(request({ 'x-forwarded-for': '127.0.0.1' })), false);
});

test('a name that points to this machine gets no answer', () => {
  assert.doesNotThrow(() => local.checkHost(request()));
  for (const host of ['evil.example', 'localhost.evil.example:4318', 'a@127.0.0.1', undefined]) {
    assert.throws(
      () => local.checkHost(request({ host })),
      (error: unknown) =>
        error instanceof TracebinError && error.code === 'wrong-host' && error.status === 421,
    );
  }
  assert.doesNotThrow(() => open.checkHost(request({ host: 'apm.internal:4318' })));
});

test('a page is at home on the host it was loaded from', () => {
  assert.equal(
    isForeignOrigin(request({ host: 'apm.example.com', origin: 'https://apm.example.com' })),
    false,
  );
  assert.equal(
    isForeignOrigin(request({ host: 'apm.example.com', origin: 'https://other.example.com' })),
    true,
  );
  assert.equal(isForeignOrigin(request({})), false);
});
