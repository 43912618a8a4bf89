import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProxySettings, proxyAuthorization, proxyFor } from './proxy.ts';

const NONE: ProxySettings = {
  proxy: undefined,
  httpProxy: undefined,
  httpsProxy: undefined,
  noProxy: undefined,
};

function choose(target: string, settings: Partial<ProxySettings>): string | undefined {
  const warnings: string[] = [];
  const proxy = proxyFor(new URL(target), { ...NONE, ...settings }, (message) => warnings.push(message));
  return warnings[0] ?? proxy?.host;
}

test('a proxy is host:port or a URL', () => {
  assert.equal(choose('https://apm.corp', { httpsProxy: 'proxy.corp:3128' }), 'proxy.corp:3128');
  assert.equal(choose('https://apm.corp', { httpsProxy: 'http://proxy.corp:3128/' }), 'proxy.corp:3128');
  assert.equal(choose('https://apm.corp', { proxy: '10.0.0.1:8080' }), '10.0.0.1:8080');
  const withUser = proxyFor(
    new URL('http://apm.corp'),
    { ...NONE, proxy: 'ann:p%40ss@proxy:1' },
    assert.fail,
  );
  assert.equal(
    Buffer.from(proxyAuthorization(withUser as URL)?.slice(6) ?? '', 'base64').toString(),
    'ann:p@ss',
  );
});

test('nonsense is said without its password, and the way is direct', () => {
  for (const proxy of ['http://', 'socks5://ann:secret@proxy:1', 'ann:secret@'])
    assert.match(choose('https://apm.corp', { proxy }) ?? '', /^the proxy is neither host:port/);
});

test('each protocol has its own; https falls back to the one of http', () => {
  const both = { httpProxy: 'plain:1', httpsProxy: 'secure:2' };
  assert.equal(choose('http://apm.corp', both), 'plain:1');
  assert.equal(choose('https://apm.corp', both), 'secure:2');
  assert.equal(choose('https://apm.corp', { httpProxy: 'plain:1' }), 'plain:1');
  assert.equal(choose('http://apm.corp', { httpsProxy: 'secure:2' }), undefined);
});

test('exempt are loopback and what NO_PROXY names', () => {
  const ask = (target: string, noProxy: string) => choose(target, { httpProxy: 'proxy:1', noProxy });
  for (const target of ['http://127.0.0.1:4318', 'http://localhost:4318', 'http://[::1]:4318'])
    assert.equal(ask(target, ''), undefined, target);
  for (const noProxy of ['*', 'corp', '.corp', '*.corp', 'x, apm.corp', 'apm.corp:4318', 'APM.corp'])
    assert.equal(ask('http://apm.corp:4318', noProxy), undefined, noProxy);
  for (const noProxy of ['', 'pm.corp', 'apm.corp:80', 'corp.org', 'x.apm.corp'])
    assert.equal(ask('http://apm.corp:4318', noProxy), 'proxy:1', noProxy);
});

test('user and password as they were meant, with signs of all kinds', () => {
  const sent = (text: string) => {
    const proxy = proxyFor(new URL('http://apm.example'), { ...NONE, proxy: text }, () => {});
    const [, base64 = ''] = (proxyAuthorization(proxy as URL) ?? '').split(' ');
    return Buffer.from(base64, 'base64').toString();
  };
  assert.equal(sent('http://ann:secret@127.0.0.1:8080'), 'ann:secret');
  assert.equal(sent('ann:se%40cret@proxy.corp:8080'), 'ann:se@cret');
  assert.equal(sent('http://ann:100%@proxy.corp:8080'), 'ann:100%');
  assert.equal(sent('http://ann@proxy.corp:8080'), 'ann:');
  assert.equal(sent('http://proxy.corp:8080'), '');
});
