import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount, formatDuration, formatExactDuration, type Question } from '@tracebin/model';
import { slowTracesQuery } from '../../api/question.ts';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatStart } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { ReadText } from './read-text.tsx';

/** The ten slowest traces with a matching event; a row opens the trace at the slowest of them. */
export function SlowTraces({ bin, question }: { bin: string; question: Question }) {
  const traces = useQuery(slowTracesQuery(bin, question));
  const slow = useSlow(traces.isFetching);
  if (traces.error !== null) return <ErrorView error={traces.error} retry={() => void traces.refetch()} />;
  const { data } = traces;
  if (data === undefined) return <p className="tab-note muted">{slow ? 'asking for traces…' : ''}</p>;
  if (data.count === 0) return <p className="tab-note soft">No matching event belongs to a trace.</p>;
  const now = new Date();
  return (
    <div className={traces.isPlaceholderData ? 'stale' : undefined}>
      <div className="tab-tools small">
        <span className="soft">
          {data.count === 10 ? 'The ten slowest traces' : `${data.count} traces`} with a matching event
        </span>
        <ReadText read={data.read} />
      </div>
      <div className="results-scroll">
        <table className="t slow-traces">
          <thead>
            <tr>
              <th scope="col">Root</th>
              <th scope="col" className="wide">
                Slowest match
              </th>
              <th scope="col" className="r">
                Duration
              </th>
              <th scope="col" className="r wide">
                Spans
              </th>
              <th scope="col" className="r wide">
                Errors
              </th>
              <th scope="col" className="r wide">
                Start
              </th>
            </tr>
          </thead>
          <tbody>
            {data.traceId.map((traceId, row) => (
              <tr key={traceId}>
                <td>
                  <Link
                    className="link"
                    to="/b/$bin/traces/$traceId"
                    params={{ bin, traceId }}
                    search={data.spanId[row] ? { span: data.spanId[row] } : {}}
                  >
                    {data.rootName[row] || '(no root yet)'}
                  </Link>{' '}
                  <span className="muted">{data.rootService[row]}</span>
                </td>
                <td className="wide">
                  {data.matchName[row]}{' '}
                  <span className="muted">{formatDuration(data.matchDuration[row]!)}</span>
                </td>
                <td className="r" title={formatExactDuration(data.duration[row]!)}>
                  <DurationQuantity duration={data.duration[row]!} />
                </td>
                <td className="r wide">{formatCount(data.spans[row]!)}</td>
                <td className="r wide">
                  {data.errors[row] === 0 ? <span className="zero">0</span> : formatCount(data.errors[row]!)}
                </td>
                <td className="r wide soft">{formatStart(new Date(data.start[row]!), now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
