import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SpanKind } from '../event-codes.ts';
import { buildTree, type TraceTree } from './build-tree.ts';
import { criticalPath } from './critical-path.ts';
import type { SpanColumns } from './span-columns.ts';
import { anySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

function pathOf(text: string): string[] {
  const trace = draw(text, 1);
  const tree = buildTree(trace);
  const { row, start, end } = criticalPath(tree, trace.kind);
  return Array.from(
    row,
    (at, index) => `${trace.strings[trace.name[tree.order[at]!]!]} ${start[index]}-${end[index]}`,
  );
}

describe('criticalPath', () => {
  it('goes through the child that finished last, and what was before it', () => {
    assert.deepEqual(
      pathOf(`
        root     |------------
          query  |  ------
          log    |     --
          render |         --
      `),
      ['root 0-2', 'query 2-8', 'root 8-9', 'render 9-11', 'root 11-12'],
    );
  });

  it('does not skip a sibling that ends exactly where the next begins', () => {
    assert.deepEqual(
      pathOf(`
        root |------
          a  |--
          b  |  --
          c  |    --
      `),
      ['a 0-2', 'b 2-4', 'c 4-6'],
    );
  });

  it('takes the longer of two that finish together', () => {
    assert.deepEqual(
      pathOf(`
        root    |------
          short |   --
          long  | ----
      `),
      ['root 0-1', 'long 1-5', 'root 5-6'],
    );
  });

  it('cuts children to their parent and leaves out what lies outside', () => {
    assert.deepEqual(
      pathOf(`
        root     |  ------
          early  |----
          late   |      -----
          after  |          --
            deep |     --
      `),
      ['early 2-4', 'root 4-6', 'late 6-8'],
    );
  });

  it('does not wait for what a queue does later', () => {
    assert.deepEqual(
      pathOf(`
        root                 |----------
          publish (producer) | --------
            run (consumer)   |   -----
      `),
      ['root 0-1', 'publish 1-9', 'root 9-10'],
    );
  });

  it('can begin anywhere in the tree', () => {
    const trace = draw(
      `
      root    |----------
        part  |  ------
          sql |   --
    `,
      1,
    );
    const { row, start, end } = criticalPath(buildTree(trace), trace.kind, 1);
    assert.deepEqual(
      [[...row], [...start], [...end]],
      [
        [1, 2, 1],
        [2, 3, 5],
        [3, 5, 8],
      ],
    );
  });

  it('covers the span from start to end without gap or overlap, each part inside its span', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        for (const root of tree.roots) {
          const { row, start, end } = criticalPath(tree, spans.kind, root);
          let now = tree.start[root]!;
          for (let at = 0; at < row.length; at++) {
            assert.equal(start[at], now);
            assert.ok(end[at]! > now);
            assert.ok(start[at]! >= tree.start[row[at]!]! && end[at]! <= tree.end[row[at]!]!);
            now = end[at]!;
          }
          assert.equal(now, tree.end[root]!);
        }
      }),
    );
  });

  it('agrees with the definition taken at its word: of the children that have ended, the last to end', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        if (tree.count === 0) return;
        const { row, start, end } = criticalPath(tree, spans.kind);
        const parts = Array.from(row, (each, at) => [each, start[at], end[at]]);
        assert.deepEqual(parts, wordByWord(tree, spans.kind));
      }),
    );
  });

  it('holds 100,000 spans in one chain', () => {
    const size = 100_000;
    const ids = Array.from({ length: size }, (_, index) => String(index).padStart(16, '0'));
    const tree = buildTree({
      spanId: ids,
      parentSpanId: ids.map((_, index) => ids[index - 1] ?? ''),
      start: ids.map((_, index) => index),
      duration: ids.map((_, index) => 2 * (size - index)),
    });
    const { row } = criticalPath(
      tree,
      ids.map(() => 1),
    );
    assert.equal(row.length, 2 * size - 1);
  });
});

/** Slow and plain. */
function wordByWord(tree: TraceTree, kind: SpanColumns['kind']): number[][] {
  const parts: number[][] = [];
  const walk = (row: number, from: number, to: number) => {
    let now = to;
    const waitedFor = new Set<number>();
    for (;;) {
      let last: { row: number; from: number; to: number } | undefined;
      for (let child = row + 1; child < tree.subtreeEnd[row]!; child = tree.subtreeEnd[child]!) {
        const isQueued =
          kind[tree.order[child]!] === SpanKind.consumer && kind[tree.order[row]!] === SpanKind.producer;
        const cut = {
          row: child,
          from: Math.max(tree.start[child]!, from),
          to: Math.min(tree.end[child]!, to),
        };
        if (isQueued || waitedFor.has(child) || cut.from >= cut.to || cut.to > now) continue;
        const isLater =
          last === undefined || cut.to > last.to || (cut.to === last.to && cut.from < last.from);
        if (isLater) last = cut;
      }
      const until = last?.to ?? from;
      if (until < now) parts.push([row, until, now]);
      now = Math.min(now, until);
      if (last === undefined) return;
      waitedFor.add(last.row);
      walk(last.row, last.from, last.to);
      now = last.from;
    }
  };
  walk(0, tree.start[0]!, tree.end[0]!);
  return parts.reverse();
}
