import { Link } from '@tanstack/react-router';
import { formatCount, type TracesAnswer } from '@tracebin/model';
import { memo } from 'react';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { shownName } from '../../format/numbers.ts';
import { formatClock, formatDay, formatMillisecond } from '../../format/times.ts';

interface TraceRowProps {
  bin: string;
  data: TracesAnswer;
  index: number;
  /** Of the traces shown, for the bar. */
  longest: number;
  current: boolean;
  narrow: boolean;
  /** In all rows or in none, so that the times stand under each other. */
  withDay: boolean;
  point: (index: number) => void;
  choose: (index: number) => void;
}

const METHOD = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (.+)$/;

/** One trace. The whole row is its link; the pointer and the focus show it in the strip above. */
export const TraceRow = memo(function TraceRow(props: TraceRowProps) {
  const { bin, data, index, longest, current, narrow, withDay, point, choose } = props;
  const start = new Date(data.start[index]!);
  const service = data.rootService[index]!;
  const name = data.rootName[index]!;
  const duration = data.duration[index]!;
  const spans = data.spans[index]!;
  const errors = data.errors[index]!;
  const others = data.services[index]!.filter((each) => each !== service);
  const [, method, path] = METHOD.exec(name) ?? [];
  return (
    <tr
      className={current ? 'cur' : undefined}
      data-index={index}
      aria-rowindex={index + 2}
      onPointerEnter={() => point(index)}
    >
      <td className="start" title={data.start[index]}>
        {narrow ? (
          <NarrowStart at={start} withDay={withDay} />
        ) : (
          <>
            {withDay && <span className="day">{formatDay(start)} </span>}
            {formatMillisecond(start)}
          </>
        )}
      </td>
      <td title={`${service} · ${name}`}>
        <Link
          to="/b/$bin/traces/$traceId"
          params={{ bin, traceId: data.traceId[index]! }}
          search={{}}
          preload={false}
          tabIndex={current ? 0 : -1}
          onFocus={() => {
            choose(index);
            point(index);
          }}
        >
          {narrow ? (
            <>
              <span className="clip two">{shownName(name)}</span>
              <span className="clip two tiny muted">
                {service}
                {errors > 0 && (
                  <span className="bad"> · {errors === 1 ? '1 error' : `${formatCount(errors)} errors`}</span>
                )}
              </span>
            </>
          ) : (
            <>
              <span className="root-service">{service}</span>
              {method !== undefined && <span className="method">{method}</span>}
              {path ?? shownName(name)}
            </>
          )}
        </Link>
      </td>
      <td className="r">
        <DurationQuantity duration={duration} />
      </td>
      <td className="wide bar" aria-hidden="true">
        <span>
          <i style={{ width: `${longest === 0 ? 0 : (duration / longest) * 100}%` }} />
        </span>
      </td>
      <td className="r">{formatCount(spans)}</td>
      <td className="r wide">
        {errors === 0 ? <span className="zero">0</span> : <span className="bad">{formatCount(errors)}</span>}
      </td>
      <td className="wide services muted" title={data.services[index]!.join(', ')}>
        {others.length === 0 ? <span className="sr-only">{service}</span> : `+ ${others.join(', ')}`}
      </td>
    </tr>
  );
});

/** The day stands above the time, and milliseconds are left to the trace's own page. */
function NarrowStart({ at, withDay }: { at: Date; withDay: boolean }) {
  return (
    <>
      {withDay && <span className="two tiny muted">{formatDay(at)}</span>}
      {formatClock(at)}
    </>
  );
}
