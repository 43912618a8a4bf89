import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { curvePath, NODE_HEIGHT, NODE_WIDTH } from './map-geometry.ts';
import { layOutMap } from './map-layout.ts';

describe('layOutMap', () => {
  it('puts callers left of what they call', () => {
    const { nodes } = layOutMap({
      nodes: 3,
      edges: [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
      ],
    });
    assert.ok(nodes[0]!.x + NODE_WIDTH < nodes[1]!.x);
    assert.ok(nodes[1]!.x + NODE_WIDTH < nodes[2]!.x);
  });

  it('lets no node lie on another or outside, whatever calls whatever, also in circles and twice', () => {
    const shape = fc.integer({ min: 0, max: 12 }).chain((nodes) =>
      fc.record({
        nodes: fc.constant(nodes),
        edges:
          nodes === 0
            ? fc.constant([])
            : fc.array(fc.record({ from: fc.nat(nodes - 1), to: fc.nat(nodes - 1) }), { maxLength: 20 }),
      }),
    );
    fc.assert(
      fc.property(shape, (map) => {
        const { nodes, edges, width, height } = layOutMap(map);
        assert.equal(nodes.length, map.nodes);
        assert.equal(edges.length, map.edges.length);
        nodes.forEach((node, index) => {
          assert.ok(node.x >= 0 && node.x + NODE_WIDTH <= width, `${node.x} of ${width}`);
          assert.ok(node.y >= 0 && node.y + NODE_HEIGHT <= height, `${node.y} of ${height}`);
          for (const other of nodes.slice(index + 1)) {
            const apart =
              Math.abs(node.x - other.x) >= NODE_WIDTH || Math.abs(node.y - other.y) >= NODE_HEIGHT;
            assert.ok(apart, `${JSON.stringify(node)} and ${JSON.stringify(other)}`);
          }
        });
        for (const { points } of edges) assert.match(curvePath(points), /^M[\d.-]+ [\d.-]+C/);
      }),
      { numRuns: 60 },
    );
  });

  it('takes 150 services', () => {
    const edges = Array.from({ length: 400 }, (_, edge) => ({ from: edge % 97, to: (edge * 31 + 53) % 150 }));
    // One that most of them call.
    const hub = Array.from({ length: 120 }, (_, from) => ({ from, to: 150 }));
    const { nodes, width, height, nodeHeight } = layOutMap({
      nodes: 151,
      edges: [...edges.filter(({ from, to }) => from !== to), ...hub],
    });
    assert.equal(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size, 151);
    assert.ok(nodes.every(({ x }, node) => node === 150 || x < nodes[150]!.x));
    assert.ok(nodes[150]!.x + NODE_WIDTH <= width);
    // All of it in a window of 1,000 x 700 pixels, and names of 13 px can still be read.
    assert.ok(Math.min(1000 / width, 700 / height) > 0.5, `${width} x ${height}`);
    const low = [...nodes].sort((a, b) => a.x - b.x || a.y - b.y);
    low.slice(1).forEach((node, at) => {
      const above = low[at]!;
      assert.ok(node.x !== above.x || node.y - above.y >= nodeHeight, `${above.y} and ${node.y}`);
    });
  });
});
