import { Link } from '@tanstack/react-router';
import { formatCount } from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationText } from '../../controls/quantity.tsx';
import { shownName } from '../../format/numbers.ts';
import { Cross } from '../../shell/icons.tsx';
import { formatPerMinute } from '../../table/cells.tsx';
import { Figure } from '../../table/figure.tsx';
import { Neighbours } from './neighbours.tsx';
import { type GraphNode, KIND_NAMES, type ServiceGraph } from './service-graph.ts';
import type { SideTable } from './side-table.tsx';

interface NodePanelProps {
  bin: string;
  graph: ServiceGraph;
  node: GraphNode;
  range: { from?: string; to?: string };
  select: (key: string | undefined) => void;
  /** Whether the map shows only its neighbours; absent where there is no map. */
  around?: { pressed: boolean; toggle: () => void } | undefined;
  table: SideTable;
}

/** One node: its figures, who calls it, whom it calls, and where to read on. */
export function NodePanel({ bin, graph, node, range, select, around, table }: NodePanelProps) {
  const index = graph.nodes.indexOf(node);
  const isService = node.kind === 'service';
  return (
    <section className="node-panel" aria-label={node.name}>
      <div className="row">
        <h2 className="strong clip">{shownName(node.name)}</h2>
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
        id="callers"
        title="Called by"
        graph={graph}
        edges={graph.edges.filter(({ to }) => to === index)}
        other={({ from }) => from}
        select={select}
        table={table}
      />
      <Neighbours
        id="called"
        title={node.kind === 'queue' ? 'Worked on by' : 'Calls'}
        graph={graph}
        edges={graph.edges.filter(({ from }) => from === index)}
        other={({ to }) => to}
        select={select}
        table={table}
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
