import { Link } from '@tanstack/react-router';
import { type ErrorOccurrence, type ErrorTransaction, type ErrorVersion, formatCount } from '@tracebin/model';
import { formatAgo, formatStart } from '../../format/times.ts';

interface TransactionsProps {
  bin: string;
  service: string;
  transactions: readonly ErrorTransaction[];
  range: { from?: string; to?: string };
  now: Date;
}

/** In which endpoints and jobs it happens, and how often one of their requests fails so. */
export const ErrorTransactions = ({ bin, service, transactions, range, now }: TransactionsProps) => (
  <section>
    <div className="sec">
      <h2>Where it happens</h2>
    </div>
    <div className="data-table sideways">
      <table className="t where">
        <thead>
          <tr>
            <th scope="col">Endpoint or job</th>
            <th scope="col" className="r">
              Errors
            </th>
            <th scope="col" className="r">
              Of its requests
            </th>
            <th scope="col" className="r">
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {transactions.map((each) => (
            <tr key={each.transaction}>
              <td title={each.transaction}>
                <Link
                  to="/b/$bin/traces"
                  params={{ bin }}
                  search={{
                    ...(service === '' ? {} : { service }),
                    ...(each.transaction === '' ? {} : { name: each.transaction }),
                    ...range,
                    errors: true,
                  }}
                  preload={false}
                >
                  {each.transaction || 'unnamed'}
                </Link>
              </td>
              <td className="r">{formatCount(Math.round(each.errors))}</td>
              <td className="r">{(each.share * 100).toFixed(2)} %</td>
              <td className="r muted">{formatAgo(new Date(each.lastSeen), now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);

/** In which versions it happened; nothing where senders name none. */
export function ErrorVersions({ versions, now }: { versions: readonly ErrorVersion[]; now: Date }) {
  if (versions.every(({ version }) => version === '')) return null;
  return (
    <section>
      <div className="sec">
        <h2>Versions</h2>
      </div>
      <div className="data-table sideways">
        <table className="t versions">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col" className="r">
                Errors
              </th>
              <th scope="col" className="r">
                First seen
              </th>
              <th scope="col" className="r">
                Last seen
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((each) => (
              <tr key={each.version}>
                <td>{each.version || 'unnamed'}</td>
                <td className="r">{formatCount(Math.round(each.errors))}</td>
                <td className="r muted">{formatAgo(new Date(each.firstSeen), now)}</td>
                <td className="r muted">{formatAgo(new Date(each.lastSeen), now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The newest single errors; each leads to its span in its trace. */
export const NewestErrors = ({
  bin,
  newest,
  now,
}: {
  bin: string;
  newest: readonly ErrorOccurrence[];
  now: Date;
}) => (
  <section>
    <div className="sec">
      <h2>Newest</h2>
    </div>
    <div className="data-table sideways">
      <table className="t newest">
        <thead>
          <tr>
            <th scope="col">Message</th>
            <th scope="col" className="where">
              Endpoint or job
            </th>
            <th scope="col" className="r">
              Version
            </th>
            <th scope="col" className="r time">
              At
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.map((each) => (
            <tr key={`${each.traceId}${each.spanId}`}>
              <td title={each.message}>
                <Link
                  to="/b/$bin/traces/$traceId"
                  params={{ bin, traceId: each.traceId }}
                  search={{ span: each.spanId }}
                  preload={false}
                >
                  {each.message || 'no message'}
                </Link>
              </td>
              <td className="muted">{each.transaction}</td>
              <td className="r muted">{each.version}</td>
              <td className="r muted">{formatStart(new Date(each.at), now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);
