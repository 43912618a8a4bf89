import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type EventsAnswer, formatDuration, type Question } from '@tracebin/model';
import { useState } from 'react';
import { eventsQuery } from '../../api/question.ts';
import { Combobox } from '../../controls/combobox.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatStart } from '../../format/times.ts';
import type { EventSort } from '../../pages/explore/explore-search.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { downloadCsv } from '../../table/csv.ts';
import { useFieldNames } from '../ask/use-field-names.ts';
import { eventLines } from './answer-lines.ts';
import { ReadText } from './read-text.tsx';

interface EventsTableProps {
  bin: string;
  question: Question;
  /** Undefined for the server's choice. */
  columns: string[] | undefined;
  sort: EventSort;
  change: (change: { column?: string[] | undefined; eventSort?: EventSort | undefined }) => void;
}

const SORTS: readonly { sort: EventSort; label: string }[] = [
  { sort: 'newest', label: 'Newest' },
  { sort: 'oldest', label: 'Oldest' },
  { sort: 'longest', label: 'Longest' },
];
const FIRST_ROWS = 100;
const MOST_ROWS = 1_000;

/** The raw events of a question with the columns one wants to see. */
export function EventsTable({ bin, question, columns, sort, change }: EventsTableProps) {
  const [limit, setLimit] = useState(FIRST_ROWS);
  const request = { question, sort, limit, ...(columns === undefined ? {} : { columns }) };
  const events = useQuery({ ...eventsQuery(bin, request), placeholderData: keepPreviousData });
  const slow = useSlow(events.isFetching);
  if (events.error !== null) return <ErrorView error={events.error} retry={() => void events.refetch()} />;
  const { data } = events;
  if (data === undefined) return <p className="tab-note muted">{slow ? 'asking for the events…' : ''}</p>;
  return (
    <div className={events.isPlaceholderData ? 'stale' : undefined}>
      <div className="tab-tools small">
        <span className="seg">
          {SORTS.map((each) => (
            <button
              key={each.sort}
              type="button"
              aria-pressed={each.sort === sort}
              onClick={() => change({ eventSort: each.sort === 'newest' ? undefined : each.sort })}
            >
              {each.label}
            </button>
          ))}
        </span>
        <ColumnAdder
          bin={bin}
          question={question}
          columns={data.columns}
          add={(name) => change({ column: [...data.columns, name] })}
        />
        {columns !== undefined && (
          <button type="button" className="link-button" onClick={() => change({ column: undefined })}>
            Columns as at first
          </button>
        )}
        <ReadText read={data.read} />
        <button
          type="button"
          className="link-button wide"
          onClick={() => downloadCsv('events', data.from, eventLines(data))}
        >
          Download CSV
        </button>
      </div>
      {data.count === 0 ? (
        <p className="tab-note soft">No event matches in this range.</p>
      ) : (
        <Rows
          bin={bin}
          data={data}
          remove={(name) => change({ column: data.columns.filter((each) => each !== name) })}
        />
      )}
      {data.more && (
        <p className="tab-note soft">
          These are {data.count}; more match.{' '}
          {limit < MOST_ROWS && (
            <button type="button" className="link-button" onClick={() => setLimit(MOST_ROWS)}>
              Show up to 1,000
            </button>
          )}
        </p>
      )}
    </div>
  );
}

interface RowsProps {
  bin: string;
  data: EventsAnswer;
  remove: (column: string) => void;
}

function Rows({ bin, data, remove }: RowsProps) {
  const now = new Date();
  return (
    <div className="results-scroll">
      <table className="t events">
        <thead>
          <tr>
            <th scope="col" className="event-time">
              time
            </th>
            {data.columns.map((column) => (
              <th key={column} scope="col" className={isDuration(column) ? 'r' : ''}>
                {column}
                {data.columns.length > 1 && (
                  <button
                    type="button"
                    className="chip-off"
                    aria-label={`Hide column ${column}`}
                    onClick={() => remove(column)}
                  >
                    ×
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.time.map((time, row) => {
            const traceId = data.traceId[row]!;
            const text = formatStart(new Date(time), now);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of logs have no name of their own
              <tr key={`${data.spanId[row]} ${row}`}>
                <td className="event-time">
                  {traceId === '' ? (
                    <span className="soft">{text}</span>
                  ) : (
                    <Link
                      className="link"
                      to="/b/$bin/traces/$traceId"
                      params={{ bin, traceId }}
                      search={data.spanId[row] ? { span: data.spanId[row] } : {}}
                    >
                      {text}
                    </Link>
                  )}
                </td>
                {data.columns.map((column, index) => {
                  const value = data.values[index]![row] ?? null;
                  return (
                    <td key={column} className={isDuration(column) ? 'r' : ''} title={value ?? undefined}>
                      {value === null ? <span className="muted">–</span> : cellText(column, value)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const isDuration = (column: string): boolean => /(^|\.)duration$/.test(column);

function cellText(column: string, value: string): string {
  const number = Number(value);
  return isDuration(column) && Number.isFinite(number) ? formatDuration(number) : value;
}

interface ColumnAdderProps {
  bin: string;
  question: Question;
  columns: readonly string[];
  add: (name: string) => void;
}

function ColumnAdder({ bin, question, columns, add }: ColumnAdderProps) {
  const [text, setText] = useState('');
  const names = useFieldNames(bin, text, question.dataset).filter((name) => !columns.includes(name));
  return (
    <Combobox
      label="Add a column"
      placeholder="Add a column"
      value={text}
      options={names}
      type={setText}
      submit={(name) => {
        setText('');
        if (name.trim() !== '' && !columns.includes(name.trim())) add(name.trim());
      }}
    />
  );
}
