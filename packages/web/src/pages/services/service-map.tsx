import { formatDuration } from '@tracebin/model';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatFailed } from '../../format/numbers.ts';
import { formatPerMinute, isAlarming } from '../../table/cells.tsx';
import { labelsWithRoom } from './label-room.ts';
import { curvePath, MAX_LABELLED_EDGES, NODE_WIDTH } from './map-geometry.ts';
import { MapNode } from './map-node.tsx';
import { neighbourOf } from './neighbour-of.ts';
import { drawnEdges, type GraphEdge, type ServiceGraph, shapeOf } from './service-graph.ts';
import { useMapLayout } from './use-map-layout.ts';
import { useMapZoom } from './use-map-zoom.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

interface ServiceMapProps {
  graph: ServiceGraph;
  /** Key of the node that is looked at. */
  selected: string | undefined;
  select: (key: string | undefined) => void;
}

/** Who calls whom, callers left of what they call. Selecting one darkens its own lines and quiets the rest. */
export function ServiceMap({ graph, selected, select }: ServiceMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const shape = useMemo(() => shapeOf(graph), [graph]);
  const laidOut = useMapLayout(shape);
  const edges = useMemo(() => drawnEdges(graph), [graph]);
  const [stop, setStop] = useState(0);
  // The layout of other data is not that of these.
  const layout = laidOut?.shape === shape ? laidOut.layout : undefined;
  const chosen = graph.nodes.findIndex(({ key }) => key === selected);
  const isNear = ({ from, to }: GraphEdge) => chosen === -1 || from === chosen || to === chosen;
  const near = new Set(edges.filter(isNear).flatMap(({ from, to }) => [from, to]));
  if (chosen !== -1) near.add(chosen);
  const withLabels = edges.length <= MAX_LABELLED_EDGES || chosen !== -1;
  const labelled = layout && withLabels ? labelsWithRoom(layout, edges.filter(isNear), edges) : new Set();
  const { zoom, isWhole, fit, zoomBy, reveal } = useMapZoom(box, layout, layout?.nodes[chosen]);
  const tabStop = chosen === -1 ? Math.min(stop, graph.nodes.length - 1) : chosen;

  const show = (node: number) => {
    const place = layout?.nodes[node];
    if (place !== undefined) reveal({ ...place, width: NODE_WIDTH, height: layout!.nodeHeight });
  };
  // One that was chosen elsewhere comes into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each that is chosen
  useEffect(() => {
    if (layout !== undefined && chosen !== -1) show(chosen);
  }, [layout, chosen]);

  const onKeyDown = (event: React.KeyboardEvent, node: number) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      toggle(node);
      return;
    }
    const next = layout === undefined ? -1 : neighbourOf(layout.nodes, node, event.key);
    if (next === -1) return;
    event.preventDefault();
    setStop(next);
    const nodes = event.currentTarget.parentElement?.querySelectorAll<SVGGElement>('.map-node');
    nodes?.[next]?.focus({ preventScroll: true });
    show(next);
  };
  const toggle = (node: number) => {
    const { key } = graph.nodes[node]!;
    setStop(node);
    select(key === selected ? undefined : key);
  };
  return (
    <div className="service-map">
      <div ref={box} className={isWhole ? 'map-window' : 'map-window closer'}>
        {layout === undefined ? (
          <p className="soft small" role="status">
            placing {graph.nodes.length} nodes…
          </p>
        ) : (
          <svg width="100%" height="100%">
            <title>Who calls whom; the table has the same in words</title>
            <g
              transform={`translate(${zoom.x.toFixed(1)},${zoom.y.toFixed(1)}) scale(${zoom.scale.toFixed(4)})`}
            >
              {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: lines take no focus; the table has them in words */}
              <g aria-hidden="true">
                {edges.map((edge, index) => (
                  <path
                    key={`${edge.from} ${edge.to} ${edge.isDelivery}`}
                    className={edgeClass(edge, isNear(edge), chosen !== -1)}
                    d={curvePath(layout.edges[index]!.points)}
                    strokeWidth={(1 + Math.log10(1 + edge.perMinute) * 0.9).toFixed(1)}
                  />
                ))}
              </g>
              {graph.nodes.map((node, index) => (
                <MapNode
                  key={node.key}
                  node={node}
                  place={layout.nodes[index]!}
                  height={layout.nodeHeight}
                  selected={index === chosen}
                  quiet={chosen !== -1 && !near.has(index)}
                  isTabStop={index === tabStop}
                  select={() => toggle(index)}
                  onKeyDown={(event) => onKeyDown(event, index)}
                />
              ))}
              {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: labels take no focus; the table has them in words */}
              <g className="edge-labels" aria-hidden="true">
                {edges.map((edge, index) =>
                  labelled.has(edge) ? (
                    <EdgeLabel
                      key={`${edge.from} ${edge.to} ${edge.isDelivery}`}
                      edge={edge}
                      place={layout.edges[index]!.label}
                    />
                  ) : null,
                )}
              </g>
            </g>
          </svg>
        )}
        <ZoomButtons isWhole={isWhole} zoomBy={zoomBy} fit={fit} />
      </div>
      <MapKey />
    </div>
  );
}

function edgeClass(edge: GraphEdge, near: boolean, hasChosen: boolean): string {
  const parts = ['edge'];
  if (edge.isDelivery) parts.push('delivery');
  if (isAlarming(edge.errors, edge.calls)) parts.push('failing');
  if (hasChosen) parts.push(near ? 'near' : 'quiet');
  return parts.join(' ');
}

function EdgeLabel({ edge, place }: { edge: GraphEdge; place: { x: number; y: number } }) {
  const failed = edge.calls > 0 ? edge.errors / edge.calls : 0;
  return (
    <g transform={`translate(${place.x.toFixed(1)},${place.y.toFixed(1)})`} textAnchor="middle">
      <text y={-4}>{formatPerMinute(edge.perMinute)} /min</text>
      <text y={10} className="time">
        {edge.isDelivery && 'wait '}
        {formatDuration(edge.median)}
      </text>
      {failed > 0 && (
        <text y={23} className={isAlarming(edge.errors, edge.calls) ? 'failed' : 'time'}>
          {formatFailed(failed)}
        </text>
      )}
    </g>
  );
}

const MapKey = () => (
  <p className="map-key row small muted">
    <span>thicker line: more calls; its numbers: calls a minute, median, errors</span>
    <span>dashed line: through a queue</span>
    <span>dashed box: sends no spans itself</span>
  </p>
);
