import type { BinAnswer, Refusal } from '@tracebin/model';
import { useEffect, useRef, useState } from 'react';
import { useWidth } from '../../controls/use-width.ts';
import { formatPlural } from '../../format/numbers.ts';
import { formatAgo, formatClock, formatDay, formatZone, isSameDay } from '../../format/times.ts';

const HEIGHT = 86;
const SECONDS = 60;

/** The last minute: what arrived, in steps from zero, and what was turned away, with its reason. */
export function LiveStrip({ answer }: { answer: BinAnswer }) {
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure);
  const now = useNow();
  const { arrivals } = answer;
  const events = arrivals.reduce((sum, each) => sum + each, 0);
  const refusals = answer.refusals.map((each) => ({ ...each, age: ageInSeconds(each, now) }));
  const recent = refusals.filter((each) => each.age < SECONDS);
  const refusedCount = recent.reduce((sum, each) => sum + each.count, 0);
  const since = new Date(answer.listeningSince);
  const spoken = `Last 60 seconds: ${formatPlural(events, 'event')}, ${formatPlural(refusedCount, 'request')} refused`;
  return (
    <section className="live">
      <h2>
        {answer.firstEventAt === null ? 'Waiting for the first span' : 'Arriving now'}
        <span className="muted small right nowrap">
          listening since {isSameDay(since, now) ? '' : `${formatDay(since)} `}
          {formatClock(since)} {formatZone(since)}
        </span>
      </h2>
      <figure ref={figure}>
        <svg width={width} height={HEIGHT + 20} role="img" aria-label={spoken}>
          <Strip arrivals={arrivals} refused={recent} events={events} width={width} />
        </svg>
      </figure>
      {refusals.length > 0 && (
        <table className="t small refusals">
          <caption className="sr-only">Refused requests, newest first</caption>
          <colgroup>
            <col className="when" />
            <col />
            <col className="from" />
          </colgroup>
          <tbody>
            {[...refusals]
              .reverse()
              .slice(0, 6)
              .map((each) => (
                <tr key={`${each.at} ${each.code} ${each.from}`}>
                  <td className="muted">{formatAgo(new Date(each.at), now)}</td>
                  <td title={each.message}>
                    <span className="bad">{each.count === 1 ? 'refused' : `refused ${each.count} ×`}</span>{' '}
                    {each.message}
                  </td>
                  <td className="r muted" title={each.from}>
                    {each.from}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface StripProps {
  arrivals: readonly number[];
  refused: readonly (Refusal & { age: number })[];
  events: number;
  width: number;
}

function Strip({ arrivals, refused, events, width }: StripProps) {
  const x = (age: number): number => width - 1 - (age / SECONDS) * (width - 2);
  const top = Math.max(1, ...arrivals);
  const newest = refused.at(-1);
  const labelX = newest === undefined ? 0 : Math.min(width - 8, Math.max(8, x(newest.age)));
  return (
    <>
      {[60, 45, 30, 15].map((age) => (
        <g key={age}>
          <line x1={crisp(x(age))} x2={crisp(x(age))} y1={0} y2={HEIGHT} stroke="var(--grid)" />
          <text x={x(age)} y={HEIGHT + 15} textAnchor={age === 60 ? 'start' : 'middle'}>
            {age} s ago
          </text>
        </g>
      ))}
      {arrivals.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(2, (count / top) * (HEIGHT - 22));
        const age = arrivals.length - index;
        return (
          <rect
            key={age}
            className="arrived"
            x={x(age)}
            y={HEIGHT - 1 - height}
            width={barWidth(width)}
            height={height}
          />
        );
      })}
      <line x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line-strong)" />
      {refused.map((each) => (
        <rect
          key={`${each.at} ${each.code} ${each.from}`}
          className="refused"
          x={x(each.age) - 1.5}
          y={HEIGHT - 15}
          width={3}
          height={14}
        />
      ))}
      {newest !== undefined && (
        <text
          className="refused-label"
          x={labelX}
          y={HEIGHT - 21}
          textAnchor={labelX < width * 0.3 ? 'start' : labelX > width * 0.7 ? 'end' : 'middle'}
        >
          {`${formatPlural(newest.count, 'request')} refused: ${newest.code.replaceAll('-', ' ')} · ${newest.from}`}
        </text>
      )}
      <line x1={width - 1} x2={width - 1} y1={0} y2={HEIGHT} stroke="var(--accent-fill)" strokeWidth={2} />
      <text className="now" x={width} y={HEIGHT + 15} textAnchor="end">
        now
      </text>
      <text className="count" x={6} y={12}>
        {events === 0 ? '0 events' : `${formatPlural(events, 'event')} in the last minute`}
      </text>
    </>
  );
}

const crisp = (at: number): number => Math.round(at) + 0.5;
const barWidth = (width: number): number => Math.max(1, (width - 2) / SECONDS - 1);

/** A clock that runs ahead of the reader's must not push a refusal off the strip. */
const ageInSeconds = (refusal: Refusal, now: Date): number =>
  Math.max(0, (now.getTime() - Date.parse(refusal.at)) / 1_000);

/** The time, once a second. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
