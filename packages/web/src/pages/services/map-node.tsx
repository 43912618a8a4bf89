import { formatDuration, LAYER_NAMES } from '@tracebin/model';
import { layerShares } from '../../charts/layer-bar.tsx';
import { formatPerMinute } from '../../table/cells.tsx';
import { NODE_HEIGHT, NODE_WIDTH, type Place } from './map-geometry.ts';
import { type GraphNode, KIND_LAYERS, KIND_NAMES } from './service-graph.ts';

const INSET = 10;
/** What fits into a node beside its mark. */
const MAX_NAME_LENGTH = 20;

interface MapNodeProps {
  node: GraphNode;
  place: Place;
  selected: boolean;
  quiet: boolean;
  /** The one node that Tab reaches. */
  isTabStop: boolean;
  select: () => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

/** A service, or something that services call; what sends no spans has a dashed outline. */
export function MapNode({ node, place, selected, quiet, isTabStop, select, onKeyDown }: MapNodeProps) {
  const { kind, name, perMinute, p95, layers } = node;
  const isService = kind === 'service';
  const state = `${selected ? ' selected' : ''}${quiet ? ' quiet' : ''}${isService ? '' : ' inferred'}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in SVG
    <g
      className={`map-node${state}`}
      transform={`translate(${place.x},${place.y})`}
      role="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={selected}
      aria-label={`${KIND_NAMES[kind]} ${name}, ${formatPerMinute(perMinute)} a minute, 95 % within ${formatDuration(p95)}`}
      data-node={node.key}
      onClick={select}
      onKeyDown={onKeyDown}
    >
      <title>{name}</title>
      <rect className="box" x={0.5} y={0.5} width={NODE_WIDTH - 1} height={NODE_HEIGHT - 1} rx={4} />
      {!isService && (
        <rect
          x={INSET}
          y={12}
          width={8}
          height={8}
          rx={1.5}
          style={{ fill: `var(--layer-${KIND_LAYERS[kind]})` }}
        />
      )}
      <text className="name" x={isService ? INSET : INSET + 14} y={20}>
        {name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1)}…` : name}
      </text>
      <text className="rate" x={INSET} y={34}>
        {formatPerMinute(perMinute)} /min <tspan className="p95">p95</tspan> {formatDuration(p95)}
      </text>
      {layers !== null && <LayerLine layers={layers} />}
    </g>
  );
}

function LayerLine({ layers }: { layers: NonNullable<GraphNode['layers']> }) {
  const width = NODE_WIDTH - 2 * INSET;
  let from = INSET;
  return layerShares(layers).map(({ layer, share }) => {
    const x = from;
    from += share * width;
    if (share === 0 || !LAYER_NAMES.includes(layer)) return null;
    return (
      <rect
        key={layer}
        x={x}
        y={39}
        width={Math.max(0.5, share * width - 0.7)}
        height={3}
        style={{ fill: `var(--layer-${layer})` }}
      />
    );
  });
}
