import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { ByteCache } from './byte-cache.ts';

const lookUp = <T>(cache: ByteCache<T>, bytes: Buffer, padding = 0): T => {
  const source = Buffer.concat([Buffer.alloc(padding, 0x61), bytes, Buffer.alloc(padding, 0x62)]);
  return cache.get(source, padding, padding + bytes.length);
};

it('gives the value of exactly these bytes, however few the slots', () => {
  const bytes = fc.uint8Array({ maxLength: 12 }).map((value) => Buffer.from(value));
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 60 }), fc.nat(3), (sequences, padding) => {
      const cache = new ByteCache(8, 8, (text) => ({ text }));
      for (const sequence of [...sequences, ...sequences]) {
        assert.equal(lookUp(cache, sequence, padding).text, sequence.toString('utf8'));
      }
    }),
  );
});

it('gives the same value again as long as the slot is not taken', () => {
  const cache = new ByteCache(64, 8, (text) => ({ text }));
  const first = lookUp(cache, Buffer.from('http'));
  assert.equal(lookUp(cache, Buffer.from('http'), 5), first);
});

it('keeps sequences of `slotBytes` and makes longer ones anew', () => {
  const cache = new ByteCache(64, 8, (text) => ({ text }));
  const longest = Buffer.from('12345678');
  assert.equal(lookUp(cache, longest), lookUp(cache, longest));
  const longer = Buffer.from('123456789');
  assert.notEqual(lookUp(cache, longer), lookUp(cache, longer));
  assert.equal(lookUp(cache, longer).text, '123456789');
});

it('says which value loses its slot', () => {
  const lost: (string | undefined)[] = [];
  const cache = new ByteCache<string>(1, 8, (text, evicted) => {
    lost.push(evicted);
    return text;
  });
  for (const text of ['a', 'a', 'b', 'a']) lookUp(cache, Buffer.from(text));
  assert.deepEqual(lost, [undefined, 'a', 'b']);
});
