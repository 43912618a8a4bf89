import { Link } from '@tanstack/react-router';
import { formatCount, type LayerName, type Nanoseconds, type TransactionOperations } from '@tracebin/model';
import { durationCell } from '../../table/cells.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { TransactionAround } from './transaction-around.ts';

const SHOWN = 12;

interface OperationTableProps {
  id: 'queries' | 'calls';
  title: string;
  head: string;
  layers: readonly LayerName[];
  operations: TransactionOperations;
  around: TransactionAround;
  none: string;
}

interface OperationRow {
  layer: LayerName;
  fingerprint: string;
  /** The statement, or who is called. */
  name: string;
  target: string;
  place: string;
  callsPerRequest: number;
  mostCalls: number;
  timePerRequest: Nanoseconds;
  longest: Nanoseconds;
}

const COLUMNS: readonly TableColumn<OperationRow>[] = [
  {
    id: 'calls',
    head: 'A request',
    width: 84,
    value: ({ callsPerRequest }) => callsPerRequest,
    csv: { name: 'calls_per_request' },
    show: ({ callsPerRequest }) => `${callsPerRequest.toFixed(callsPerRequest < 10 ? 2 : 1)} ×`,
  },
  {
    id: 'most',
    head: 'Most',
    width: 84,
    wide: true,
    value: ({ mostCalls }) => mostCalls,
    show: ({ mostCalls }) => formatCount(mostCalls),
  },
  {
    id: 'time',
    head: 'Time',
    width: 92,
    ...durationCell(({ timePerRequest }) => timePerRequest),
    csv: { name: 'time_per_request_ns' },
  },
  {
    id: 'longest',
    head: 'Longest',
    width: 92,
    wide: true,
    ...durationCell(({ longest }) => longest),
    csv: { name: 'longest_ns' },
  },
];

/** Statements or calls of a transaction: how many of them a request makes, and what they take of it. */
export function OperationTable({ id, title, head, layers, operations, around, none }: OperationTableProps) {
  return (
    <ShortTable
      id={id}
      title={title}
      head={head}
      name={nameOf}
      rows={operationRows(operations).filter(({ layer }) => layers.includes(layer))}
      rowKey={({ fingerprint, target }) => `${fingerprint} ${target}`}
      rowTitle={({ name, place }) => `${name}\n${place}`}
      link={(row) => (
        <>
          <i className={`sw l-${row.layer}`} /> <OperationName row={row} around={around} />
        </>
      )}
      columns={COLUMNS}
      otherwise="time"
      most={SHOWN}
      more={[
        ['layer', ({ layer }) => layer],
        ['target', ({ target }) => target],
        ['place', ({ place }) => place],
      ]}
      none={none}
      {...around.table(id)}
    />
  );
}

/** What the first cell shows. */
const nameOf = ({ layer, name, target }: OperationRow): string =>
  isStatement(layer) || name === target ? name : `${target} ${name}`.trim();

const isStatement = (layer: LayerName): boolean => layer === 'db' || layer === 'cache';

function operationRows(operations: TransactionOperations): OperationRow[] {
  return operations.layer.map((layer, row) => {
    const statement = operations.statement[row]!.replaceAll(/\s+/g, ' ');
    return {
      layer,
      fingerprint: operations.fingerprint[row]!,
      name: statement === '' ? operations.summary[row]! : statement,
      target: operations.target[row]!,
      place: operations.place[row]!,
      callsPerRequest: operations.callsPerRequest[row]!,
      mostCalls: operations.mostCalls[row]!,
      timePerRequest: operations.timePerRequest[row]!,
      longest: operations.longest[row]!,
    };
  });
}

function OperationName({ row, around }: { row: OperationRow; around: TransactionAround }) {
  const { layer, fingerprint, name, target } = row;
  if (isStatement(layer))
    return (
      <Link
        to="/b/$bin/queries/$fingerprint"
        params={{ bin: around.bin, fingerprint }}
        search={around.scope}
        preload={false}
      >
        <code>{name}</code>
      </Link>
    );
  return (
    <>
      {target} <span className="muted">{name === target ? '' : name}</span>
    </>
  );
}
