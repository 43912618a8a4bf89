import { Link } from '@tanstack/react-router';
import { formatCount } from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity, DurationText } from '../../controls/quantity.tsx';
import { Cross } from '../../shell/icons.tsx';
import { formatPerMinute } from '../../table/cells.tsx';
import { Figure } from '../../table/figure.tsx';
import { type GraphEdge, type GraphNode, KIND_NAMES, type ServiceGraph } from './service-graph.ts';
import { ErrorShare } from './service-side.tsx';

interface NodePanelProps {
  bin: string;
  graph: ServiceGraph;
  node: GraphNode;
  range: { from?: string; to?: string };
  select: (key: string | undefined) => void;
  /** Whether the map shows only its neighbours; absent where there is no map. */
  around?: { pressed: boolean; toggle: () => void } | undefined;
}

/** One node: its figures, who calls it, whom it calls, and where to read on. */
export function NodePanel({ bin, graph, node, range, select, around }: NodePanelProps) {
  const index = graph.nodes.indexOf(node);
  const isService = node.kind === 'service';
  return (
    <section className="node-panel" aria-label={node.name}>
      <div className="row">
        <h2 className="strong clip">{node.name || 'unnamed'}</h2>
        <span className="muted small">
          {[KIND_NAMES[node.kind], node.system].filter(Boolean).join(' · ')}
        </span>
        <button type="button" className="right" aria-label="Close" onClick={() => select(undefined)}>
          <Cross />
        </button>
      </div>
      <dl className="figures">
        <Figure name={isService ? 'Requests and jobs' : 'Calls'}>
          {formatCount(Math.round(node.calls))}{' '}
          <span className="muted small">{formatPerMinute(node.perMinute)} /min</span>
        </Figure>
        <Figure name="Median">
          <DurationText duration={node.median} />
        </Figure>
        <Figure name="Slow (p95)">
          <DurationText duration={node.p95} />
        </Figure>
        <Figure name="Errors">
          <span className={node.errors > 0 ? 'bad' : undefined}>{formatCount(Math.round(node.errors))}</span>
        </Figure>
      </dl>
      {node.layers !== null && <LayerBar layers={node.layers} />}
      <p className="row links">
        <NodeLinks bin={bin} node={node} range={range} />
        {around !== undefined && (
          <button
            type="button"
            className="ctl toggle small right"
            aria-pressed={around.pressed}
            onClick={around.toggle}
          >
            Only its neighbours
          </button>
        )}
      </p>
      <Neighbours
        title="Called by"
        graph={graph}
        edges={graph.edges.filter(({ to }) => to === index)}
        other={({ from }) => from}
        select={select}
      />
      <Neighbours
        title={node.kind === 'queue' ? 'Worked on by' : 'Calls'}
        graph={graph}
        edges={graph.edges.filter(({ from }) => from === index)}
        other={({ to }) => to}
        select={select}
      />
    </section>
  );
}

function NodeLinks({ bin, node: { kind, name }, range }: Pick<NodePanelProps, 'bin' | 'node' | 'range'>) {
  if (kind === 'service') {
    const search = { ...range, ...(name === '' ? {} : { service: name }) };
    return (
      <>
        <Link className="link small" to="/b/$bin/endpoints" params={{ bin }} search={search}>
          Endpoints
        </Link>
        <Link className="link small" to="/b/$bin/jobs" params={{ bin }} search={search}>
          Jobs
        </Link>
        <Link className="link small" to="/b/$bin/queries" params={{ bin }} search={search}>
          Queries
        </Link>
        <Link className="link small" to="/b/$bin/errors" params={{ bin }} search={search}>
          Errors
        </Link>
        <Link className="link small" to="/b/$bin/traces" params={{ bin }} search={search}>
          Traces
        </Link>
      </>
    );
  }
  if (kind === 'db' || kind === 'cache')
    return (
      <Link
        className="link small"
        to="/b/$bin/queries"
        params={{ bin }}
        search={{ ...range, filter: name, ...(kind === 'cache' ? { layer: 'cache' as const } : {}) }}
      >
        What it is asked
      </Link>
    );
  const attribute = kind === 'queue' ? `messaging.destination.name=${name}` : `server.address=${name}`;
  return (
    <Link
      className="link small"
      to="/b/$bin/traces"
      params={{ bin }}
      search={{ ...range, attribute: [attribute] }}
    >
      Traces
    </Link>
  );
}

interface NeighboursProps {
  title: string;
  graph: ServiceGraph;
  edges: readonly GraphEdge[];
  other: (edge: GraphEdge) => number;
  select: (key: string) => void;
}

function Neighbours({ title, graph, edges, other, select }: NeighboursProps) {
  if (edges.length === 0) return null;
  return (
    <table className="t">
      <colgroup>
        <col />
        <col style={{ width: 48 }} />
        <col style={{ width: 66 }} />
        <col style={{ width: 66 }} />
        <col style={{ width: 54 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" className="r">
            /min
          </th>
          <th scope="col" className="r">
            Median
          </th>
          <th scope="col" className="r">
            p95
          </th>
          <th scope="col" className="r">
            Errors
          </th>
        </tr>
      </thead>
      <tbody>
        {edges.map((edge) => {
          const node = graph.nodes[other(edge)]!;
          return (
            <tr key={`${edge.from} ${edge.to} ${edge.isDelivery}`}>
              <td title={node.name}>
                <button type="button" onClick={() => select(node.key)}>
                  {node.name || 'unnamed'}
                </button>
                {edge.isDelivery && <span className="muted tiny"> wait</span>}
              </td>
              <td className="r">{formatPerMinute(edge.perMinute)}</td>
              <td className="r">
                <DurationQuantity duration={edge.median} />
              </td>
              <td className="r">
                <DurationQuantity duration={edge.p95} />
              </td>
              <ErrorShare errors={edge.errors} calls={edge.calls} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
