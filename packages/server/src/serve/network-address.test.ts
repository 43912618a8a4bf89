import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, it } from 'node:test';
import { networkAddress } from './network-address.ts';

const of = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo;

describe('networkAddress', () => {
  const lo = [of('127.0.0.1', true), of('::1', true)];
  const eth0 = [of('fe80::1'), of('2001:db8::7'), of('192.0.2.7')];

  it('takes the first address of this machine, IPv4 before IPv6', () => {
    assert.equal(networkAddress('0.0.0.0', { lo, eth0, eth1: [of('192.0.2.8')] }), '192.0.2.7');
    assert.equal(networkAddress('::', { lo, eth0 }), '192.0.2.7');
    assert.equal(networkAddress('::', { lo, eth0: eth0.slice(0, 2) }), '2001:db8::7');
  });

  it('names none that others cannot open', () => {
    assert.equal(networkAddress('0.0.0.0', { lo }), undefined);
    assert.equal(
      networkAddress('0.0.0.0', { lo, eth0: eth0.slice(0, 2), eth1: [of('169.254.3.4')] }),
      undefined,
    );
    assert.equal(networkAddress('::', { lo, eth0: eth0.slice(0, 1), gone: undefined }), undefined);
    assert.equal(networkAddress('127.0.0.1', { lo, eth0 }), undefined);
    assert.equal(networkAddress('192.0.2.7', { lo, eth0 }), undefined);
  });
});
