import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount, formatDuration, formatExactDuration, type Question } from '@tracebin/model';
import { useState } from 'react';
import { slowTracesQuery } from '../../api/question.ts';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatStart } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { ReadText } from './read-text.tsx';

interface SlowTracesProps {
  bin: string;
  question: Question;
  /** Some of the traces against everything else. */
  compare: (traceIds: string[]) => void;
}

/** The ten slowest traces with a matching event; a row opens the trace at the slowest of them. */
export function SlowTraces({ bin, question, compare }: SlowTracesProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
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
        {chosen.length > 0 && (
          <button type="button" className="ctl" onClick={() => compare([...chosen])}>
            Compare {chosen.length === 1 ? 'this trace' : `these ${chosen.length} traces`} with the rest
          </button>
        )}
        <ReadText read={data.read} />
      </div>
      <div className="results-scroll">
        <table className="t slow-traces">
          <thead>
            <tr>
              <th scope="col" className="trace-choice" aria-label="Choose to compare" />
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
                <td className="trace-choice">
                  <input
                    type="checkbox"
                    aria-label={`Choose trace ${traceId}`}
                    checked={chosen.includes(traceId)}
                    onChange={(event) =>
                      setChosen(
                        event.target.checked
                          ? [...chosen, traceId]
                          : chosen.filter((each) => each !== traceId),
                      )
                    }
                  />
                </td>
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
