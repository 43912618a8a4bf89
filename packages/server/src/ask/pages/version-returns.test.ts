import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type VersionStep, versionReturns } from './version-returns.ts';

/** One word a step: `a9` nine requests of version a, `a3b7` both side by side. */
const drawn = (text: string): VersionStep[] =>
  text.split(' ').flatMap((word, step) =>
    [...word.matchAll(/([a-z])(\d+)/g)].map(([, version, hits], at) => ({
      step,
      version: version!,
      hits: Number(hits),
      first: BigInt(step * 100 + at),
    })),
  );
const returnsOf = (text: string) =>
  versionReturns(drawn(text)).map(({ at, version, before }) => `${version} for ${before} at ${at}`);

describe('versionReturns', () => {
  it('tells that a version was put back, and each time anew', () => {
    assert.deepEqual(returnsOf('a9 a9 b9 b9 a9 a9'), ['a for b at 400']);
    assert.deepEqual(returnsOf('a9 b9 a9 b9'), ['a for b at 200', 'b for a at 300']);
    assert.deepEqual(returnsOf('a9 b9 c9 a9'), ['a for c at 300']);
  });

  it('begins with the first host that was put back', () => {
    assert.deepEqual(returnsOf('a9 b9 b9 b6a3 a9'), ['a for b at 301']);
  });

  it('takes no new version and no canary for one', () => {
    assert.deepEqual(returnsOf('a9 b9 c9'), []);
    assert.deepEqual(returnsOf('a50b50 b60a40 a70b30 b75a25 a60b40'), []);
    assert.deepEqual(returnsOf('a90b5 a4 b1 a90b6 a3 b2 a9'), []);
    assert.deepEqual(returnsOf(''), []);
  });

  it('needs so many requests in its favour', () => {
    assert.deepEqual(returnsOf('a9 b9 a4'), []);
    assert.deepEqual(returnsOf('a9 b9 a5'), ['a for b at 200']);
    assert.deepEqual(returnsOf('a9 b9 a3 a2'), ['a for b at 200']);
  });

  it('never tells one of a version that had not run before, nor of one in its own place', () => {
    const step = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 30 }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (list) => {
        const steps = list.flatMap((parts, index) =>
          Object.entries(parts).map(([version, hits]) => ({
            step: index,
            version,
            hits,
            first: BigInt(index),
          })),
        );
        for (const { at, version, before } of versionReturns(steps)) {
          assert.notEqual(version, before);
          assert.ok(steps.some((each) => each.version === version && each.first < at));
        }
      }),
    );
  });
});
