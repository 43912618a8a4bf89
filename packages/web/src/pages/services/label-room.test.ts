import assert from 'node:assert/strict';
import { it } from 'node:test';
import { labelsWithRoom } from './label-room.ts';
import type { MapLayout } from './map-geometry.ts';
import type { GraphEdge } from './service-graph.ts';

const edge = (perMinute: number, errors = 0): GraphEdge =>
  ({ from: 0, to: 1, perMinute, errors, calls: 100, isDelivery: false }) as unknown as GraphEdge;

const layout = (nodes: [number, number][], labels: [number, number][]): MapLayout => ({
  width: 1_000,
  height: 1_000,
  nodeHeight: 29,
  nodes: nodes.map(([x, y]) => ({ x, y })),
  edges: labels.map(([x, y]) => ({ points: [], label: { x, y } })),
});

it('labels the lines whose numbers can be read: the busiest of those that share a place, none on a node', () => {
  const [quiet, busy, apart, onNode] = [edge(1), edge(50), edge(2), edge(900)];
  const edges = [quiet, busy, apart, onNode];
  const map = layout(
    [
      [0, 0],
      [600, 0],
    ],
    [
      [300, 100],
      [310, 110],
      [300, 160],
      [640, 10],
    ],
  );
  assert.deepEqual(labelsWithRoom(map, edges, edges), new Set([busy, apart]));
  assert.deepEqual(labelsWithRoom(map, [quiet, apart], edges), new Set([quiet, apart]));
});

it('knows that errors take a third line', () => {
  const edges = [edge(9, 3), edge(1)];
  const map = layout(
    [],
    [
      [300, 100],
      [300, 135],
    ],
  );
  assert.equal(labelsWithRoom(map, edges, edges).size, 1);
  edges[0] = edge(9);
  assert.equal(labelsWithRoom(map, edges, edges).size, 2);
});
