import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtobufWriter } from './protobuf-writer.ts';
import { type Sendable, Signal } from './signal.ts';

interface Item extends Sendable {
  name: string;
  isOdd: boolean;
}

function signalOf() {
  const released: string[] = [];
  const signal = new Signal<Item>({
    path: '/v1/traces',
    writer: new ProtobufWriter(),
    resource: {},
    batchItems: 64,
    maxWaitingBytes: 1_000,
    onMuch: () => {},
    encode: (_writer, _resource, items) => {
      if (items.some(({ isOdd }) => isOdd)) throw new Error('cannot be encoded');
      return Buffer.from(items.map(({ name }) => name).join());
    },
  });
  const add = (name: string, isOdd = false) =>
    signal.add({ name, isOdd, release: () => void released.push(name) });
  return { signal, add, released };
}

test('what cannot be encoded is lost alone, and counted', () => {
  const { signal, add, released } = signalOf();
  add('a');
  add('b', true);
  add('c');
  signal.pack();
  const piece = signal.take(1_000);
  assert.deepEqual([String(piece?.bytes), piece?.items, signal.dropped], ['ac', 2, 1]);
  assert.deepEqual(released, ['a', 'b', 'c']);
});

test('one that is alone in its batch is counted once', () => {
  const { signal, add, released } = signalOf();
  add('odd', true);
  signal.pack();
  assert.deepEqual([signal.take(1_000), signal.dropped, released], [undefined, 1, ['odd']]);
});

test('what is much is sent before its time, and not before it is much', async () => {
  let asked = 0;
  const signal = new Signal<Item>({
    path: '/v1/traces',
    writer: new ProtobufWriter(),
    resource: {},
    batchItems: 2,
    maxWaitingBytes: 10_000_000,
    onMuch: () => asked++,
    encode: (_writer, _resource, items) => Buffer.alloc(items.length * 100_000),
  });
  const turned = () => new Promise((resolve) => setImmediate(resolve));
  for (let count = 1; count <= 6; count++) {
    assert.equal(asked, 0, `after ${count - 1} of 100 kB`);
    signal.add({ name: String(count), isOdd: false, release: () => {} });
    await turned();
    await turned();
  }
  assert.equal(asked, 1);
});
