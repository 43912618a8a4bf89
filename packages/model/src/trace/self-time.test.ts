import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTree } from './build-tree.ts';
import { selfTime } from './self-time.ts';
import { anySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

function selfByName(text: string): Record<string, number> {
  const trace = draw(text, 1);
  const tree = buildTree(trace);
  const self = selfTime(tree);
  return Object.fromEntries(
    Array.from(tree.order, (span, row) => [trace.strings[trace.name[span]!]!, self[row]!]),
  );
}

describe('selfTime', () => {
  it('counts the union of overlapping children once', () => {
    const self = selfByName(`
      root    |----------
        a     | ---
        b     |  ----
        c     |         -
    `);
    assert.deepEqual(self, { root: 10 - 5 - 1, a: 3, b: 4, c: 1 });
  });

  it('clamps children to the span', () => {
    const self = selfByName(`
      root    |   -----
        early |-----
        late  |      -------
        after |            --
    `);
    assert.equal(self.root, 1);
  });

  it('is the number of instants at which no child runs', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        selfTime(tree).forEach((time, row) => {
          let alone = 0;
          for (let at = tree.start[row]!; at < tree.end[row]!; at++) {
            const runsBeneath = Array.from(tree.parent).some(
              (parent, child) => parent === row && tree.start[child]! <= at && at < tree.end[child]!,
            );
            if (!runsBeneath) alone++;
          }
          assert.equal(time, alone);
        });
      }),
    );
  });

  it('is never negative and never more than the duration; a child only takes away', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        selfTime(tree).forEach((time, row) => {
          const duration = tree.end[row]! - tree.start[row]!;
          assert.ok(time >= 0 && time <= duration);
          if (tree.subtreeEnd[row] === row + 1) assert.equal(time, duration);
        });
      }),
    );
  });
});
