import { formatDuration, LAYER_NAMES } from '@tracebin/model';
import { layerShares } from '../../charts/layer-bar.tsx';
import { shownName } from '../../format/numbers.ts';
import { formatPerMinute } from '../../table/cells.tsx';
import { NODE_HEIGHT, NODE_WIDTH, type Place } from './map-geometry.ts';
import { type GraphNode, KIND_LAYERS, KIND_NAMES } from './service-graph.ts';

const INSET = 10;
/** What fits into a node beside its mark. */
const MAX_NAME_LENGTH = 18;

interface MapNodeProps {
  node: GraphNode;
  place: Place;
  /** A low node has no figures. */
  height: number;
  selected: boolean;
  quiet: boolean;
  /** The one node that Tab reaches. */
  isTabStop: boolean;
  select: () => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

/** A service, or something that services call; what sends no spans has a dashed outline. */
export function MapNode(props: MapNodeProps) {
  const { node, place, height, selected, quiet, isTabStop, select, onKeyDown } = props;
  const isLow = height < NODE_HEIGHT;
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
      <title>{`${name}\n${formatPerMinute(perMinute)} a minute, 95 % within ${formatDuration(p95)}`}</title>
      <rect className="box" x={0.5} y={0.5} width={NODE_WIDTH - 1} height={height - 1} rx={4} />
      {!isService && (
        <rect
          x={INSET}
          y={isLow ? 9 : 12}
          width={8}
          height={8}
          rx={1.5}
          style={{ fill: `var(--layer-${KIND_LAYERS[kind]})` }}
        />
      )}
      <text className="name" x={isService ? INSET : INSET + 14} y={isLow ? 17 : 20}>
        {shortName(shownName(name), isService ? MAX_NAME_LENGTH : MAX_NAME_LENGTH - 2)}
      </text>
      {!isLow && (
        <text className="rate" x={INSET} y={34}>
          {formatPerMinute(perMinute)} /min <tspan className="p95">p95</tspan> {formatDuration(p95)}
        </text>
      )}
      {layers !== null && <LayerLine layers={layers} y={height - (isLow ? 6 : 7)} />}
    </g>
  );
}

/** Names of one system often begin alike and end alike: what is left out is the middle. */
function shortName(name: string, most: number): string {
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`;
}

function LayerLine({ layers, y }: { layers: NonNullable<GraphNode['layers']>; y: number }) {
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
        y={y}
        width={Math.max(0.5, share * width - 0.7)}
        height={3}
        style={{ fill: `var(--layer-${layer})` }}
      />
    );
  });
}
