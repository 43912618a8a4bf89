import { Link } from '@tanstack/react-router';
import {
  formatCount,
  LAYER_NAMES,
  type LayerName,
  type Nanoseconds,
  type TransactionSamples,
} from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatStart } from '../../format/times.ts';

/** Single requests from fast to slow, each with its trace. */
export function SampleTable({ bin, samples, now }: { bin: string; samples: TransactionSamples; now: Date }) {
  return (
    <section>
      <div className="sec">
        <h2>Requests from fast to slow</h2>
      </div>
      <table className="t samples">
        <thead>
          <tr>
            <th scope="col" className="r col-time first">
              Duration
            </th>
            <th scope="col" className="col-layers">
              Layers
            </th>
            <th scope="col" className="r col-calls">
              Queries
            </th>
            <th scope="col" className="wide">
              Version
            </th>
            <th scope="col" className="r">
              At
            </th>
          </tr>
        </thead>
        <tbody>
          {samples.traceId.map((traceId, row) => (
            <tr key={`${traceId}${samples.spanId[row]}`}>
              <td className="r first">
                <Link to="/b/$bin/traces/$traceId" params={{ bin, traceId }} search={{}} preload={false}>
                  <DurationQuantity duration={samples.duration[row]!} />
                </Link>
              </td>
              <td className="col-layers">
                <LayerBar layers={layersOf(samples, row)} />
              </td>
              <td className="r">{formatCount(samples.queries[row]!)}</td>
              <td className="clip wide">{samples.version[row]}</td>
              <td className="r">
                {samples.error[row] && <span className="bad">failed </span>}
                <span className="soft">{formatStart(new Date(samples.at[row]!), now)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const layersOf = ({ layers }: TransactionSamples, row: number): Record<LayerName, Nanoseconds> =>
  Object.fromEntries(LAYER_NAMES.map((layer) => [layer, layers[layer][row] ?? 0])) as Record<
    LayerName,
    Nanoseconds
  >;
