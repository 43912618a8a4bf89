/** Answers of servers, good and bad, as bytes; written by a generic library and not by our own code. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { readPartialSuccess } from './partial-success.ts';

const { root } = protobuf.parse(`
syntax = "proto3";
message Answer { PartialSuccess partial_success = 1; string later = 100; }
message PartialSuccess { int64 rejected = 1; string message = 2; fixed64 a = 3; fixed32 b = 4; bytes c = 5; int32 d = 6; }
`);
const Answer = root.lookupType('Answer');

function answer(partialSuccess: object, more: object = {}): Uint8Array {
  return Answer.encode(Answer.fromObject({ partialSuccess, ...more })).finish();
}

/** The same numbers at every run (Lehmer's). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

test('how many, and why', () => {
  for (const rejected of [1, 127, 128, 70_000, Number.MAX_SAFE_INTEGER])
    assert.deepEqual(readPartialSuccess(answer({ rejected, message: 'no time: ü 😀' })), {
      rejected,
      message: 'no time: ü 😀',
    });
});

test('nothing to say, said in every way there is', () => {
  for (const silent of [new Uint8Array(), answer({}), answer({ rejected: 0, message: '' })])
    assert.equal(readPartialSuccess(silent), undefined);
});

test('a warning rejects nothing; a negative number neither', () => {
  assert.deepEqual(readPartialSuccess(answer({ message: 'old names' })), {
    rejected: 0,
    message: 'old names',
  });
  assert.deepEqual(readPartialSuccess(answer({ rejected: -5, message: 'odd' })), {
    rejected: 0,
    message: 'odd',
  });
});

test('fields that came after us are passed over, of every kind', () => {
  const fields = { rejected: 2, message: 'm', a: '9', b: 9, c: 'AAAA', d: -1 };
  assert.deepEqual(readPartialSuccess(answer(fields, { later: 'x' })), { rejected: 2, message: 'm' });
});

test('the last of two counts, as protobuf merges them', () => {
  const both = Buffer.concat([answer({ rejected: 2, message: 'first' }), answer({ rejected: 3 })]);
  assert.deepEqual(readPartialSuccess(both), { rejected: 3, message: 'first' });
});

test('a message of a megabyte is cut', () => {
  const long = readPartialSuccess(answer({ rejected: 1, message: 'x'.repeat(1_000_000) }));
  assert.equal(long?.message.length, 4_096);
});

test('what is no such message says nothing', () => {
  const whole = answer({ rejected: 300, message: 'why', a: '9', b: 9 }, { later: 'x' });
  const odd = [
    'OK',
    '{}',
    '{"partialSuccess":{"rejectedSpans":"3"}}',
    '<html>',
    '\x1f\x8b\x08',
    '\x00',
    '\x0b',
  ];
  for (const text of odd) assert.equal(readPartialSuccess(Buffer.from(text, 'latin1')), undefined, text);
  for (const bytes of [Buffer.alloc(20, 0xff), Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f])])
    assert.equal(readPartialSuccess(bytes), undefined);
  // Only between its two fields it is whole again.
  const isWhole = (length: number) => readPartialSuccess(whole.subarray(0, length)) !== undefined;
  const lengths = Array.from({ length: whole.length }, (_, length) => length).filter(isWhole);
  assert.deepEqual(lengths, [whole.length - 4]);
});

test('bytes that were changed, cut, doubled or made up never make it throw, or say what nobody could', () => {
  const random = randomNumbers(20_261_122);
  const seeds = [
    answer({ rejected: 300, message: 'why', a: '9', b: 9, c: 'AAAA', d: -1 }, { later: 'x' }),
    answer({ rejected: -1 }),
    answer({ message: 'ü'.repeat(100) }),
  ];
  let found = 0;
  for (let time = 0; time < 200_000; time++) {
    let bytes = Buffer.from(seeds[random(seeds.length)] as Uint8Array);
    if (random(10) === 0) bytes = Buffer.from(Array.from({ length: random(40) }, () => random(256)));
    for (let changes = random(4); changes > 0 && bytes.length > 0; changes--) {
      const at = random(bytes.length);
      const kind = random(4);
      if (kind === 0) bytes[at] = random(256);
      else if (kind === 1) bytes[at] = (bytes[at] as number) ^ (1 << random(8));
      else if (kind === 2) bytes = bytes.subarray(0, at);
      else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(bytes.length))]);
    }
    const said = readPartialSuccess(bytes);
    if (said === undefined) continue;
    found++;
    assert.ok(Number.isInteger(said.rejected) && said.rejected >= 0, bytes.toString('hex'));
    assert.ok(said.rejected > 0 || said.message !== '', bytes.toString('hex'));
    assert.ok(said.message.length <= 4_096);
  }
  // Both ways were gone.
  assert.ok(found > 10_000 && found < 190_000, String(found));
});
