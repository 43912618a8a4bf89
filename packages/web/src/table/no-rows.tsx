import { Link } from '@tanstack/react-router';
import type { BinAnswer } from '@tracebin/model';
import { rangeName, type TimeRange } from '../time/time-range.ts';

interface NoRowsProps {
  bin: string;
  answer: BinAnswer | undefined;
  /** `Endpoints`: what would stand here. */
  what: string;
  /** `No endpoint ran here`. */
  title: string;
  range: TimeRange;
  /** What narrows the question, each with what takes it away. */
  filters: readonly { label: string; value: string | undefined; clear: () => void }[];
  widen: () => void;
}

/** In place of a table without rows: how to connect an app, or what to relax. */
export function NoRows({ bin, answer, what, title, range, filters, widen }: NoRowsProps) {
  if (answer === undefined) return null;
  if (answer.firstEventAt === null)
    return (
      <section className="notice">
        <h1>Nothing has arrived yet</h1>
        <p className="soft">{what} stand here some seconds after an app has sent its first trace.</p>
        <p>
          <Link className="ctl primary" to="/b/$bin" params={{ bin }} search={{}}>
            Connect an app
          </Link>
        </p>
      </section>
    );
  const set = filters.filter(({ value }) => value !== undefined);
  return (
    <section className="notice">
      <h1>{title}</h1>
      <p className="soft">
        Nothing in {rangeName(range)?.toLowerCase().replace('last', 'the last') ?? 'this range'}
        {set.map(({ label, value }) => `, ${label} ${value}`).join('')}. What has just arrived is worked up
        within some seconds.
      </p>
      <ul>
        {set.map(({ label, clear }) => (
          <li key={label}>
            <button type="button" className="link-button" onClick={clear}>
              Any {label}
            </button>
          </li>
        ))}
        <li>
          <button type="button" className="link-button" onClick={widen}>
            The last 7 days
          </button>
        </li>
      </ul>
    </section>
  );
}
