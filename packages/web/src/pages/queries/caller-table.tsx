import { Link } from '@tanstack/react-router';
import { formatCount, type QueryCaller } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { Count } from '../../table/cells.tsx';
import { CallsPerRequest } from './query-columns.tsx';

interface CallerTableProps {
  bin: string;
  callers: readonly QueryCaller[];
  /** Time of all calls together. */
  total: number;
  range: { from?: string; to?: string };
}

/** Who asks a statement: which endpoints and jobs, how many times in one of their requests. */
export function CallerTable({ bin, callers, total, range }: CallerTableProps) {
  return (
    <section>
      <div className="sec">
        <h2>Who asks it</h2>
      </div>
      <div className="data-table sideways">
        <table className="t callers">
          <thead>
            <tr>
              <th scope="col">Endpoint or job</th>
              <th scope="col" className="service">
                Service
              </th>
              <th scope="col" className="r">
                Requests
              </th>
              <th scope="col" className="r">
                of all
              </th>
              <th scope="col" className="r">
                Calls
              </th>
              <th scope="col" className="r">
                In one request
              </th>
              <th scope="col" className="r">
                Time spent
              </th>
              <th scope="col" className="r">
                of it
              </th>
            </tr>
          </thead>
          <tbody>
            {callers.map((each) => (
              <tr key={`${each.service}\0${each.transaction}`}>
                <td title={each.transaction}>
                  <Link
                    to="/b/$bin/transaction"
                    params={{ bin }}
                    search={{ service: each.service, name: each.transaction, ...range }}
                    preload={false}
                  >
                    {each.transaction || 'unnamed'}
                  </Link>
                </td>
                <td className="muted">{each.service}</td>
                <td className="r">
                  <Count value={each.requests} />
                </td>
                <td className="r muted">{(each.share * 100).toFixed(1)} %</td>
                <td className="r">{formatCount(Math.round(each.calls))}</td>
                <td className="r">
                  <CallsPerRequest {...each} />
                </td>
                <td className="r">
                  <DurationQuantity duration={each.total} />
                </td>
                <td className="r muted">{total > 0 && `${((each.total / total) * 100).toFixed(1)} %`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
