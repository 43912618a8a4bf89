import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTree, type TraceTree, TreeIssue } from './build-tree.ts';
import { anySpans, permuted } from './test/any-spans.ts';
import { draw, outline } from './test/draw.ts';

describe('buildTree', () => {
  it('sorts siblings by start, then longest first', () => {
    const trace = draw(`
      root       |---------
        late     |      --
        short    |  --
        long     |  ----
          inside |   -
    `);
    assert.deepEqual(outline(trace, buildTree(trace)), ['root', '  long', '    inside', '  short', '  late']);
  });

  it('puts spans with a missing parent, and further roots, beside the root', () => {
    const trace = draw(`
      root                  |---------
        child               |--
      orphan (parent=lost)  |   ---
        below               |    -
      second                |      ---
    `);
    const tree = buildTree(trace);
    assert.deepEqual(outline(trace, tree), ['root', '  child', 'orphan', '  below', 'second']);
    assert.deepEqual([...tree.roots], [0, 2, 4]);
    assert.deepEqual([...tree.issues], [0, 0, TreeIssue.missingParent, 0, 0]);
  });

  it('takes a span that names itself as a root', () => {
    const trace = draw(`
      me (id=a parent=a) |----
        child            | --
    `);
    const tree = buildTree(trace);
    assert.deepEqual(outline(trace, tree), ['me', '  child']);
    assert.deepEqual([...tree.issues], [TreeIssue.selfParent, 0]);
  });

  it('cuts a ring above its earliest span, also when entered from below', () => {
    const trace = draw(`
      hanging (id=d parent=c) |-
      first (id=b parent=a)   |  ----
      second (id=c parent=b)  |   ---
      third (id=a parent=c)   |    --
    `);
    const tree = buildTree(trace);
    assert.deepEqual(outline(trace, tree), ['first', '  second', '    hanging', '    third']);
    assert.deepEqual([...tree.issues], [0, TreeIssue.cycle, 0, 0]);
  });

  it('keeps one span of an id that came twice', () => {
    const trace = draw(`
      root             |--------
        half (id=x)    |  --
        whole (id=x)   |  ----
    `);
    const tree = buildTree(trace);
    assert.deepEqual(outline(trace, tree), ['root', '  whole']);
    assert.deepEqual([...tree.rowOf], [0, -1, 1]);
    assert.equal(tree.issues[1], TreeIssue.duplicate);
  });

  it('reads an empty trace', () => {
    const tree = buildTree({ spanId: [], parentSpanId: [], start: [], duration: [] });
    assert.equal(tree.count, 0);
    assert.equal(tree.roots.length, 0);
  });

  it('holds a chain of 100,000 spans, and 50,000 rings of two', () => {
    const size = 100_000;
    const ids = Array.from({ length: size }, (_, index) => index.toString(16).padStart(16, '0'));
    const start = ids.map((_, index) => index);
    const duration = ids.map(() => 5);
    const chain = buildTree({
      spanId: ids,
      parentSpanId: ids.map((_, index) => (index === size - 1 ? '' : ids[index + 1]!)),
      start,
      duration,
    });
    assert.equal(chain.depth[size - 1], size - 1);
    assert.equal(chain.order[0], size - 1);
    const rings = buildTree({
      spanId: ids,
      parentSpanId: ids.map((_, index) => ids[index ^ 1]!),
      start,
      duration,
    });
    assert.equal(rings.roots.length, size / 2);
  });

  it('gives the same tree for any order of arrival, whatever is broken in it', () => {
    fc.assert(
      fc.property(anySpans(), fc.integer(), (spans, seed) => {
        const shuffled = permuted(spans, seed);
        assert.deepEqual(describeTree(spans), describeTree(shuffled));
      }),
    );
  });

  it('holds every span once, children inside the range of their parent', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        assert.equal(tree.count, new Set(Array.from(spans.spanId)).size);
        assert.equal(new Set(tree.order).size, tree.count);
        for (let row = 0; row < tree.count; row++) {
          const parent = tree.parent[row]!;
          assert.equal(tree.rowOf[tree.order[row]!], row);
          assert.ok(tree.subtreeEnd[row]! > row && tree.subtreeEnd[row]! <= tree.count);
          if (parent === -1) {
            assert.equal(tree.depth[row], 0);
            continue;
          }
          assert.ok(parent < row && tree.subtreeEnd[row]! <= tree.subtreeEnd[parent]!);
          assert.equal(tree.depth[row], tree.depth[parent]! + 1);
          assert.equal(spans.parentSpanId[tree.order[row]!], spans.spanId[tree.order[parent]!]);
        }
      }),
    );
  });
});

function describeTree(spans: Parameters<typeof buildTree>[0]): unknown {
  const tree: TraceTree = buildTree(spans);
  return Array.from({ length: tree.count }, (_, row) => {
    const span = tree.order[row]!;
    return [tree.depth[row], spans.spanId[span], spans.parentSpanId[span], tree.start[row], tree.end[row]];
  });
}
