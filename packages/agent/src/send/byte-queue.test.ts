import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteQueue, type Piece } from './byte-queue.ts';

const piece = (text: string): Piece => ({ bytes: Buffer.from(text), items: 1 });

test('it holds exactly as many bytes as it may, and drops the oldest for one more', () => {
  const queue = new ByteQueue(6);
  assert.equal(queue.add(piece('aaa')) + queue.add(piece('bbb')), 0);
  assert.equal(queue.bytes, 6);
  assert.equal(queue.add(piece('c')), 1);
  assert.equal(queue.take(100)?.bytes.toString(), 'bbbc');
  assert.equal(queue.bytes, 0);
});

test('what is larger than all room is kept while it is the only one', () => {
  const queue = new ByteQueue(2);
  assert.equal(queue.add(piece('too large')), 0);
  assert.equal(queue.add(piece('b')), 1);
  assert.equal(queue.take(1)?.bytes.toString(), 'b');
});

test('pieces are joined up to the size of a request, and one that is put back comes first again', () => {
  const queue = new ByteQueue(100);
  for (const text of ['aa', 'bb', 'cc']) queue.add(piece(text));
  const first = queue.take(4) as Piece;
  assert.deepEqual([first.bytes.toString(), first.items], ['aabb', 2]);
  assert.equal(queue.putBack(first), 0);
  assert.equal(queue.take(5)?.bytes.toString(), 'aabb');
  assert.equal(queue.take(1)?.bytes.toString(), 'cc');
  assert.equal(queue.take(1), undefined);
});
