import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatPlural } from '../../format/numbers.ts';
import { formatPerMinute, isAlarming } from '../../table/cells.tsx';
import { type GraphNode, KIND_LAYERS, type ServiceGraph } from './service-graph.ts';

interface ServiceSideProps {
  graph: ServiceGraph;
  select: (key: string) => void;
}

/** All of the map as a list: services by time spent, then what they call. */
export function ServiceSide({ graph, select }: ServiceSideProps) {
  const services = graph.nodes.filter(({ kind }) => kind === 'service');
  const inferred = graph.nodes.filter(({ kind }) => kind !== 'service').sort((a, b) => b.calls - a.calls);
  return (
    <table className="t">
      <colgroup>
        <col />
        <col style={{ width: 56 }} />
        <col style={{ width: 70 }} />
        <col style={{ width: 56 }} />
        <col style={{ width: 50 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col" className="r">
            /min
          </th>
          <th scope="col" className="r">
            Slow (p95)
          </th>
          <th scope="col" className="r">
            Errors
          </th>
          <th scope="col">Layers</th>
        </tr>
      </thead>
      <tbody>
        <Group text={`${formatPlural(services.length, 'service')}, by time spent`} />
        {services.map((node) => (
          <SideRow key={node.key} node={node} select={select} />
        ))}
        {inferred.length > 0 && <Group text={`${inferred.length} inferred from calls`} />}
        {inferred.map((node) => (
          <SideRow key={node.key} node={node} select={select} />
        ))}
      </tbody>
    </table>
  );
}

const Group = ({ text }: { text: string }) => (
  <tr className="grp">
    <td colSpan={5}>{text}</td>
  </tr>
);

const SideRow = ({ node, select }: { node: GraphNode; select: (key: string) => void }) => (
  <tr>
    <td title={node.name}>
      {node.kind !== 'service' && <i className={`sw l-${KIND_LAYERS[node.kind]}`} />}
      <button type="button" onClick={() => select(node.key)}>
        {node.name || 'unnamed'}
      </button>
    </td>
    <td className="r">{formatPerMinute(node.perMinute)}</td>
    <td className="r">
      <DurationQuantity duration={node.p95} />
    </td>
    <ErrorShare errors={node.errors} calls={node.calls} />
    <td className="layers">{node.layers !== null && <LayerBar layers={node.layers} />}</td>
  </tr>
);

export const ErrorShare = ({ errors, calls }: { errors: number; calls: number }) => (
  <td className={isAlarming(errors, calls) ? 'r bad' : 'r'}>
    {errors > 0 ? `${((errors / calls) * 100).toFixed(2)} %` : <span className="zero">0</span>}
  </td>
);
