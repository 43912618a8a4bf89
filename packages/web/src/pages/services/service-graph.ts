import type { ServiceMapEdge, ServiceNode, ServicesAnswer } from '@tracebin/model';
import type { MapShape } from './map-geometry.ts';

/** More cannot be read as a map. */
export const MAX_MAP_NODES = 150;

/** A node of the map with what the page shows of it. */
export interface GraphNode extends ServiceNode {
  /** `service:web`, `db:ads`. */
  key: string;
  perMinute: number;
}

export interface GraphEdge extends ServiceMapEdge {
  perMinute: number;
  /** From a queue to who works on its messages; its time is their wait. */
  isDelivery: boolean;
}

export interface ServiceGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export const nodeKey = ({ kind, name }: Pick<ServiceNode, 'kind' | 'name'>): string => `${kind}:${name}`;

export function serviceGraph({ nodes, edges, from, to }: ServicesAnswer): ServiceGraph {
  const minutes = Math.max((Date.parse(to) - Date.parse(from)) / 60_000, 1 / 60);
  return {
    nodes: nodes.map((node) => ({ ...node, key: nodeKey(node), perMinute: node.calls / minutes })),
    edges: edges.map((edge) => ({
      ...edge,
      perMinute: edge.calls / minutes,
      isDelivery: nodes[edge.from]?.kind === 'queue',
    })),
  };
}

/** What is placed; a service that calls itself has no line of its own. */
export const shapeOf = ({ nodes, edges }: ServiceGraph): MapShape => ({
  nodes: nodes.length,
  edges: edges.map(({ from, to }) => ({ from, to })).filter(({ from, to }) => from !== to),
});

export const drawnEdges = ({ edges }: ServiceGraph): GraphEdge[] =>
  edges.filter(({ from, to }) => from !== to);

/** The colour that a node's kind has everywhere. */
export const KIND_LAYERS = {
  service: 'app',
  db: 'db',
  cache: 'cache',
  queue: 'queue',
  host: 'http',
} as const;
export const KIND_NAMES = {
  service: 'service',
  db: 'database',
  cache: 'cache',
  queue: 'queue',
  host: 'host',
} as const;

/** One node with those that it calls and that call it, and what goes on between all of these. */
export function neighbourhood({ nodes, edges }: ServiceGraph, key: string): ServiceGraph {
  const center = nodes.findIndex((node) => node.key === key);
  const kept = new Set([center]);
  for (const { from, to } of edges) {
    if (from === center) kept.add(to);
    if (to === center) kept.add(from);
  }
  const indexes = [...kept].sort((a, b) => a - b);
  const newIndex = new Map(indexes.map((old, index) => [old, index]));
  return {
    nodes: indexes.map((index) => nodes[index]!),
    edges: edges
      .filter(({ from, to }) => kept.has(from) && kept.has(to))
      .map((edge) => ({ ...edge, from: newIndex.get(edge.from)!, to: newIndex.get(edge.to)! })),
  };
}
