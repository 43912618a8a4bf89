import { Link } from '@tanstack/react-router';
import { formatCount, type QueryExecution } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatStart } from '../../format/times.ts';

interface SlowestTableProps {
  bin: string;
  slowest: readonly QueryExecution[];
  now: Date;
}

/** The slowest single calls, one a request; each leads to its span in its trace. */
export function SlowestTable({ bin, slowest, now }: SlowestTableProps) {
  return (
    <section>
      <div className="sec">
        <h2>Slowest calls</h2>
        <span className="muted small">the slowest of each request</span>
      </div>
      <div className="data-table sideways">
        <table className="t slowest">
          <thead>
            <tr>
              <th scope="col">Endpoint or job</th>
              <th scope="col" className="service">
                Service
              </th>
              <th scope="col" className="time">
                Request at
              </th>
              <th scope="col" className="r">
                Calls in it
              </th>
              <th scope="col" className="r">
                Duration
              </th>
            </tr>
          </thead>
          <tbody>
            {slowest.map((each) => (
              <tr key={`${each.traceId}${each.spanId}`}>
                <td title={each.transaction}>
                  <Link
                    to="/b/$bin/traces/$traceId"
                    params={{ bin, traceId: each.traceId }}
                    search={{ span: each.spanId }}
                    preload={false}
                  >
                    {each.transaction || 'unnamed'}
                  </Link>
                </td>
                <td className="muted">{each.service}</td>
                <td className="muted">{formatStart(new Date(each.at), now)}</td>
                <td className="r">{formatCount(each.calls)}</td>
                <td className="r">
                  <DurationQuantity duration={each.duration} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
