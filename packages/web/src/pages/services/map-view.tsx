import type { UseQueryResult } from '@tanstack/react-query';
import type { BinAnswer, ServicesAnswer } from '@tracebin/model';
import { useMemo } from 'react';
import { useNarrow } from '../../controls/use-narrow.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { csvNumber, downloadCsv } from '../../table/csv.ts';
import { FilterField } from '../../table/filter-field.tsx';
import { NoRows } from '../../table/no-rows.tsx';
import { pick } from '../../table/pick.ts';
import { TableFoot } from '../../table/table-foot.tsx';
import { TableSkeleton } from '../../table/table-skeleton.tsx';
import type { ChangeOf } from '../../table/use-change-search.ts';
import { NodePanel } from './node-panel.tsx';
import { NodeTable, nodeLines, nodeRows, shownNodes } from './node-table.tsx';
import {
  KIND_NAMES,
  MAX_MAP_NODES,
  neighbourhood,
  type ServiceGraph,
  serviceGraph,
} from './service-graph.ts';
import { ServiceMap } from './service-map.tsx';
import { ServiceSide } from './service-side.tsx';
import type { ServicesSearch } from './services-search.ts';
import type { SideTable } from './side-table.tsx';

interface MapViewProps {
  bin: string;
  answer: BinAnswer | undefined;
  search: ServicesSearch;
  change: (change: ChangeOf<ServicesSearch>, replace?: boolean) => void;
  view: 'map' | 'table';
  query: UseQueryResult<ServicesAnswer>;
  slow: boolean;
  nowMs: number;
}

/** Services and what they call: drawn, or as a table; beside it the one that is looked at, or all as a list. */
export function MapView({ bin, answer, search, change, view, query, slow, nowMs }: MapViewProps) {
  const { data, error } = query;
  const narrow = useNarrow();
  const graph = useMemo(() => (data === undefined ? undefined : serviceGraph(data)), [data]);
  const rows = useMemo(() => (graph === undefined ? [] : nodeRows(graph)), [graph]);
  const chosen = graph?.nodes.find(({ key }) => key === search.node);
  const around = search.around === true && chosen !== undefined;
  const drawn = useMemo(
    () => (graph !== undefined && around ? neighbourhood(graph, chosen.key) : graph),
    [graph, around, chosen],
  );
  const { filter, sort, order } = search;
  const shown = useMemo(() => shownNodes(rows, { filter, sort, order }), [rows, filter, sort, order]);
  /** What is looked for among the neighbours of one is not among those of another. */
  const select = (node: string | undefined) => change({ node, callers: undefined, called: undefined });
  useKeys('Services', [
    { keys: 'r', label: 'Ask again', run: () => void query.refetch() },
    ...(chosen === undefined ? [] : [{ keys: 'Escape', label: 'Look at all', run: () => select(undefined) }]),
  ]);
  if (error !== null) return <ErrorView error={error} retry={() => void query.refetch()} />;
  if (data === undefined || graph === undefined || drawn === undefined)
    return slow ? <TableSkeleton what="services" /> : null;
  if (data.nodes.length === 0)
    return (
      <NoRows
        bin={bin}
        answer={answer}
        what="Services"
        title="No service ran here"
        range={search}
        filters={[
          {
            label: 'environment',
            value: search.environment,
            clear: () => change({ environment: undefined }),
          },
        ]}
        widen={() => change({ from: '-7d', to: undefined })}
      />
    );
  const tooMany = drawn.nodes.length > MAX_MAP_NODES;
  const asTable = view === 'table' || tooMany;
  const table: SideTable = (name) => ({
    from: data.from,
    view: search[name],
    change: (wanted, replace) => change({ [name]: wanted }, replace),
  });
  const panel = chosen !== undefined && (
    <NodePanel
      bin={bin}
      graph={graph}
      node={chosen}
      range={pick(search, ['from', 'to'])}
      select={select}
      around={
        view === 'map'
          ? { pressed: around, toggle: () => change({ around: around ? undefined : true }) }
          : undefined
      }
      table={table}
    />
  );
  return (
    <div className={query.isPlaceholderData ? 'stale' : undefined} aria-busy={query.isPlaceholderData}>
      {asTable && (
        <div className="tools">
          <FilterField
            noun="service"
            count={rows.length}
            value={search.filter}
            change={(filter) => change({ filter }, true)}
          />
        </div>
      )}
      {tooMany && view === 'map' && (
        <p className="soft small">
          {graph.nodes.length} services and others are more than a map can show; here they are as a table.
        </p>
      )}
      <div className={asTable ? (chosen === undefined ? undefined : 'split') : 'split with-map'}>
        {asTable ? (
          <NodeTable rows={shown} sort={pick(search, ['sort', 'order'])} change={change} select={select} />
        ) : (
          <ServiceMap graph={drawn} selected={search.node} select={select} />
        )}
        {(chosen !== undefined || (!asTable && !narrow)) && (
          <aside className="side">
            {panel || <ServiceSide graph={graph} select={select} table={table} />}
          </aside>
        )}
      </div>
      {asTable && shown.length === 0 && (
        <p className="none soft">No service matches what is filtered here.</p>
      )}
      <TableFoot
        noun="service"
        shown={asTable ? shown.length : rows.length}
        count={rows.length}
        more={data.more}
        data={data}
        nowMs={nowMs}
        slow={slow}
        download={() => downloadCsv('services', data.from, asTable ? nodeLines(shown) : edgeLines(graph))}
      />
    </div>
  );
}

/** Every edge with both its ends: the map as a file. */
const edgeLines = ({ nodes, edges }: ServiceGraph): (string | number)[][] => [
  [
    'from',
    'from_kind',
    'to',
    'to_kind',
    'calls',
    'per_minute',
    'errors',
    'median_ns',
    'p95_ns',
    'max_ns',
    'total_ns',
  ],
  ...edges.map((edge) => [
    ...[nodes[edge.from]!.name, KIND_NAMES[nodes[edge.from]!.kind]],
    ...[nodes[edge.to]!.name, KIND_NAMES[nodes[edge.to]!.kind], csvNumber(edge.calls)],
    ...[csvNumber(edge.perMinute), csvNumber(edge.errors), edge.median, edge.p95, edge.max],
    Math.round(edge.total),
  ]),
];
