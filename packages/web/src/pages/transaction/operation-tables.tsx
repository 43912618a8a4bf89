import { Link } from '@tanstack/react-router';
import { formatCount, type LayerName, type TransactionOperations } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';

const SHOWN = 12;

interface OperationTableProps {
  bin: string;
  title: string;
  layers: readonly LayerName[];
  operations: TransactionOperations;
  empty: string;
}

/** Statements or calls of a transaction: how many of them a request makes, and what they take of it. */
export function OperationTable({ bin, title, layers, operations, empty }: OperationTableProps) {
  const rows = operations.layer.flatMap((layer, row) => (layers.includes(layer) ? [row] : []));
  return (
    <section>
      <div className="sec">
        <h2>{title}</h2>
        {rows.length > SHOWN && (
          <span className="small muted">
            the first {SHOWN} of {rows.length}
          </span>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="soft none">{empty}</p>
      ) : (
        <table className="t">
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col" className="r col-calls">
                A request
              </th>
              <th scope="col" className="r wide col-calls">
                Most
              </th>
              <th scope="col" className="r col-time">
                Time
              </th>
              <th scope="col" className="r wide col-time">
                Longest
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <tr key={`${operations.fingerprint[row]}${operations.target[row]}`}>
                <td className="clip" title={`${operations.statement[row]}\n${operations.place[row]}`}>
                  <i className={`sw l-${operations.layer[row]}`} />{' '}
                  <StatementText bin={bin} operations={operations} row={row} />
                </td>
                <td className="r">
                  {operations.callsPerRequest[row]!.toFixed(operations.callsPerRequest[row]! < 10 ? 2 : 1)} ×
                </td>
                <td className="r wide">{formatCount(operations.mostCalls[row]!)}</td>
                <td className="r">
                  <DurationQuantity duration={operations.timePerRequest[row]!} />
                </td>
                <td className="r wide">
                  <DurationQuantity duration={operations.longest[row]!} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function StatementText({
  bin,
  operations,
  row,
}: {
  bin: string;
  operations: TransactionOperations;
  row: number;
}) {
  const statement = operations.statement[row]!;
  const target = operations.target[row]!;
  const text = statement === '' ? operations.summary[row]! : statement.replaceAll(/\s+/g, ' ');
  const layer = operations.layer[row]!;
  if (layer === 'db' || layer === 'cache')
    return (
      <Link
        to="/b/$bin/queries/$fingerprint"
        params={{ bin, fingerprint: operations.fingerprint[row]! }}
        search={{}}
        preload={false}
      >
        <code>{text}</code>
      </Link>
    );
  return (
    <>
      {target} <span className="muted">{text === target ? '' : text}</span>
    </>
  );
}
