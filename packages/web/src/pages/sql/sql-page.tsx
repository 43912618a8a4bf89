import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { QuestionTextError, readSql } from '@tracebin/model';
import { useEffect, useState } from 'react';
import { ApiFailure } from '../../api/client.ts';
import { binQuery } from '../../api/queries.ts';
import { sqlQuery } from '../../api/sql.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { RunningTime } from '../../explore/running-time.tsx';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { DEFAULT_FROM } from '../../time/time-range.ts';
import { SqlInput, type SqlMistake } from './sql-input.tsx';
import { SqlRows } from './sql-rows.tsx';
import { FIRST_SQL, SqlTables } from './sql-tables.tsx';
import '../../explore/answer/answer.css';
import './sql.css';

const route = getRouteApi('/b/$bin/sql');

/** SQL of one's own over the tables of the bin, for what a question cannot say. */
export function SqlPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const client = useQueryClient();
  const { data: binAnswer } = useQuery(binQuery(bin));
  const [text, setText] = useState(search.sql ?? FIRST_SQL);
  useEffect(() => {
    if (search.sql !== undefined) setText(search.sql);
  }, [search.sql]);
  const { sql, from, to } = search;
  const query = sqlQuery(bin, {
    sql: sql ?? '',
    from: from ?? DEFAULT_FROM,
    ...(to === undefined ? {} : { to }),
  });
  const answer = useQuery({ ...query, enabled: sql !== undefined && mistakeIn(sql) === undefined });
  const isRunning = useSlow(answer.isFetching);
  usePageTitle('SQL', binAnswer?.name);
  const [tried, setTried] = useState('');
  const run = () => {
    setTried(text);
    if (mistakeIn(text) !== undefined) return;
    if (text === sql) void answer.refetch();
    else change({ sql: text });
  };
  const cancel = () => void client.cancelQueries({ queryKey: query.queryKey });
  useKeys('SQL', [
    { keys: 'r', label: 'Run again', run },
    ...(isRunning ? [{ keys: 'Escape', label: 'Cancel', run: cancel, whileTyping: true }] : []),
  ]);
  // What is wrong is told when it is run, not while it is typed.
  const written = text === tried || text === sql ? mistakeIn(text) : undefined;
  const failure = answer.error instanceof ApiFailure && text === sql ? answer.error : undefined;
  const mistake = written ?? (failure?.code === 'bad-sql' ? mistakeOf(failure, text) : undefined);
  const { data } = answer;
  return (
    <main className="sql-page explore">
      <div>
        <h1 className="sr-only">SQL</h1>
        <div className="sql-box">
          <SqlInput text={text} type={setText} run={run} mistake={mistake} />
          <div className="sql-tools">
            <button type="button" className="ctl primary" onClick={run}>
              Run <kbd className="kbd wide">Ctrl ↵</kbd>
            </button>
            {isRunning && <RunningTime progress={undefined} cancel={cancel} />}
            <span className="right">
              <RangePicker
                range={search}
                retentionHours={binAnswer?.retentionHours ?? 168}
                nowMs={answer.dataUpdatedAt === 0 ? Date.now() : answer.dataUpdatedAt}
                choose={(range) => change({ from: range.from, to: range.to })}
              />
            </span>
          </div>
          {mistake !== undefined && (
            <p className="bad" role="alert">
              {mistake.message}
            </p>
          )}
        </div>
        {answer.error !== null && failure?.code !== 'bad-sql' && (
          <ErrorView error={answer.error} retry={() => void answer.refetch()} />
        )}
        {sql === undefined && (
          <p className="tab-note soft">
            Rows will stand here. Run this example, take another, or write your own.
          </p>
        )}
        {data === undefined && isRunning && answer.error === null && <Skeleton />}
        {data !== undefined && answer.error === null && sql !== undefined && (
          <div
            className={answer.isPlaceholderData ? 'stale' : undefined}
            aria-busy={answer.isPlaceholderData}
          >
            <SqlRows key={answer.dataUpdatedAt} answer={data} />
          </div>
        )}
      </div>
      <SqlTables take={setText} insert={(name) => setText((before) => `${before.trimEnd()} ${name}`)} />
    </main>
  );
}

function mistakeIn(sql: string): SqlMistake | undefined {
  try {
    readSql(sql);
    return undefined;
  } catch (error) {
    if (!(error instanceof QuestionTextError)) throw error;
    return { message: error.message, at: error.at, length: error.length };
  }
}

/** The engine's word on a statement that could be read; its place stands in the message. */
function mistakeOf({ message }: ApiFailure, sql: string): SqlMistake {
  const at = / \(at character (\d+)/.exec(message);
  if (at === null) return { message, at: undefined, length: 0 };
  const from = Number(at[1]) - 1;
  const name = /[`']([^`']+)[`']/.exec(message)?.[1] ?? /^\w+/.exec(sql.slice(from))?.[0];
  return { message, at: from, length: name?.length ?? 1 };
}

/** Where the rows will be. */
const Skeleton = () => (
  <div className="skeleton explore-skeleton" role="status" aria-label="Running">
    {Array.from({ length: 8 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: eight equal lines
      <i key={row} />
    ))}
  </div>
);
