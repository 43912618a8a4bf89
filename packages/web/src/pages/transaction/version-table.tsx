import { formatCount, type TransactionVersions } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatAgo } from '../../format/times.ts';

interface VersionTableProps {
  versions: TransactionVersions;
  chosen: string | undefined;
  choose: (version: string | undefined) => void;
  now: Date;
}

/** How each version ran; clicked, the page shows only that one. */
export function VersionTable({ versions, chosen, choose, now }: VersionTableProps) {
  const rows = versions.version.map((_, row) => row).reverse();
  return (
    <section>
      <div className="sec">
        <h2>By version</h2>
        {chosen !== undefined && (
          <button type="button" className="link-button" onClick={() => choose(undefined)}>
            All versions
          </button>
        )}
      </div>
      <table className="t">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col" className="r col-calls">
              Hits
            </th>
            <th scope="col" className="r col-time">
              Median
            </th>
            <th scope="col" className="r col-time">
              p95
            </th>
            <th scope="col" className="r col-calls">
              Errors
            </th>
            <th scope="col" className="r wide">
              First seen
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const version = versions.version[row]!;
            return (
              <tr key={version} className={version === chosen ? 'sel' : undefined}>
                <td className="clip">
                  {version === '' ? (
                    <span className="muted">none named</span>
                  ) : (
                    <button type="button" onClick={() => choose(version === chosen ? undefined : version)}>
                      {version}
                    </button>
                  )}
                </td>
                <td className="r">{formatCount(versions.hits[row]!)}</td>
                <td className="r">
                  <DurationQuantity duration={versions.median[row]!} />
                </td>
                <td className="r">
                  <DurationQuantity duration={versions.p95[row]!} />
                </td>
                <td className="r">{formatCount(versions.errors[row]!)}</td>
                <td className="r wide soft">{formatAgo(new Date(versions.firstSeen[row]!), now)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
