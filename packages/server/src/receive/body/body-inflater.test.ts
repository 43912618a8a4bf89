import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BadRequestError, TooLargeError } from '../../errors.ts';
import { BodyInflater } from './body-inflater.ts';

const MAX_BODY_BYTES = 100_000;
const inflater = new BodyInflater({ maxBodyBytes: MAX_BODY_BYTES });

it('takes a body of the limit and refuses one byte more, plain and decompressed', async () => {
  for (const encoding of [undefined, 'gzip'] as const) {
    const dress = (body: Buffer) => (encoding === undefined ? body : gzipSync(body));
    const last = Buffer.alloc(MAX_BODY_BYTES, 7);
    assert.ok((await inflater.inflate(dress(last), encoding)).equals(last));
    await assert.rejects(
      inflater.inflate(dress(Buffer.alloc(MAX_BODY_BYTES + 1, 7)), encoding),
      TooLargeError,
    );
  }
});

it('serves a crowd in turns, the good and the bad', async () => {
  const bodies = Array.from({ length: 60 }, (_, index) => Buffer.alloc(index * 1_000, index));
  const results = await Promise.allSettled(
    bodies.map((body, index) => inflater.inflate(index % 3 === 0 ? body.fill(1) : gzipSync(body), 'gzip')),
  );
  for (const [index, result] of results.entries()) {
    if (index === 0) assert.equal(result.status, 'fulfilled', 'an empty body is empty however it is encoded');
    else if (index % 3 === 0)
      assert.ok(result.status === 'rejected' && result.reason instanceof BadRequestError);
    else assert.ok(result.status === 'fulfilled' && result.value.equals(bodies[index]!), `body ${index}`);
  }
  assert.equal((await inflater.inflate(gzipSync('still'), 'gzip')).toString(), 'still');
});

it('reads members of gzip one after another', async () => {
  const body = Buffer.concat([gzipSync('one '), gzipSync('two')]);
  assert.equal((await inflater.inflate(body, 'gzip')).toString(), 'one two');
});

it('tells the sender to come back when 64 MiB of compressed bodies wait behind four', async () => {
  const one = new BodyInflater();
  const quarter = gzipSync(randomBytes(15 * 1024 * 1024), { level: 0 });
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => one.inflate(quarter, 'gzip')));
  assert.deepEqual(
    results.map((result) => (result.status === 'rejected' ? result.reason.code : 'taken')),
    [...new Array(8).fill('taken'), 'overloaded', 'overloaded'],
  );
});
