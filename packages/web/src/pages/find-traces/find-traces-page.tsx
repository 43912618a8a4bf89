import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { BinAnswer, TraceSearch, TracesAnswer } from '@tracebin/model';
import { useRef, useState } from 'react';
import { binQuery, tracesQuery } from '../../api/queries.ts';
import { CopyButton } from '../../controls/copy-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { formatClock } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { rangeOf } from '../../time/time-range.ts';
import './find-traces.css';
import { FilterBar } from './filter-bar.tsx';
import { DEFAULT_LIMIT, type FindTracesSearch, findTracesSearch } from './find-traces-search.ts';
import { NoTraces } from './no-traces.tsx';
import { ScatterStrip } from './scatter-strip.tsx';
import { TraceTable } from './trace-table.tsx';
import { type ChangeSearch, useChangeSearch } from './use-change-search.ts';

const route = getRouteApi('/b/$bin/traces');

/** Traces of a bin: which, how long, since when. */
export function FindTracesPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch();
  const { data: answer } = useQuery(binQuery(bin));
  const traces = useQuery(tracesQuery(bin, questionOf(search)));
  const filters = useRef<HTMLDivElement>(null);
  const slow = useSlow(traces.isFetching);
  usePageTitle('Traces', answer?.name);
  useKeys('Traces', [
    { keys: '/', label: 'Filter', run: () => filters.current?.querySelector('input')?.focus() },
    { keys: 'r', label: 'Ask again', run: () => void traces.refetch() },
  ]);
  const { data } = traces;
  const nowMs = traces.dataUpdatedAt === 0 ? Date.now() : traces.dataUpdatedAt;
  return (
    <main className="find-traces">
      <div className="pagehead">
        <h1>Traces</h1>
        <span className="row right">
          <RangePicker
            range={search}
            retentionHours={answer?.retentionHours ?? 168}
            nowMs={nowMs}
            choose={({ from, to }) => change({ from, to })}
          />
          <CopyButton
            className="ctl plain wide"
            text={window.location.href}
            name="Copy the address of this view"
            label="Share"
          />
        </span>
      </div>
      <div ref={filters}>
        <FilterBar bin={bin} search={search} change={change} />
      </div>
      {/* One line of fixed height, so that nothing below moves while an answer is on its way. */}
      <Meta data={data} search={search} answer={answer} slow={slow} refresh={() => void traces.refetch()} />
      {traces.error !== null && <ErrorView error={traces.error} retry={() => void traces.refetch()} />}
      {data === undefined
        ? traces.error === null && slow && <Skeleton />
        : traces.error === null && (
            <Found
              bin={bin}
              search={search}
              data={data}
              answer={answer}
              change={change}
              stale={traces.isPlaceholderData}
            />
          )}
    </main>
  );
}

interface FoundProps {
  bin: string;
  search: FindTracesSearch;
  data: TracesAnswer;
  answer: BinAnswer | undefined;
  change: ChangeSearch;
  /** True while these are the traces of the question before. */
  stale: boolean;
}

function Found({ bin, search, data, answer, change, stale }: FoundProps) {
  const [pointed, setPointed] = useState(-1);
  if (data.count === 0 && answer?.firstEventAt === null) return <EmptyBin bin={bin} />;
  if (data.count === 0)
    return <NoTraces search={search} retentionHours={answer?.retentionHours ?? 168} change={change} />;
  return (
    <div className={stale ? 'stale' : undefined} aria-busy={stale}>
      <ScatterStrip
        bin={bin}
        data={data}
        pointed={pointed}
        newestOnly={data.more && search.sort === undefined}
        zoom={({ from, to, min, max }) =>
          change({
            ...rangeOf(from, to),
            ...(min === undefined ? {} : { minDuration: min }),
            ...(max === undefined ? {} : { maxDuration: max }),
          })
        }
      />
      <TraceTable bin={bin} data={data} search={search} change={change} point={setPointed} />
      {data.more && <More data={data} search={search} change={change} />}
    </div>
  );
}

/** Only what this page knows goes to the server: an address may carry other things (`theme`). */
const questionOf = (search: FindTracesSearch): TraceSearch => ({
  limit: DEFAULT_LIMIT,
  ...findTracesSearch({ ...search }),
});

/** `120 traces`, or which of more: `500 newest traces`. */
function foundText(data: TracesAnswer, search: FindTracesSearch): string {
  if (!data.more) return formatPlural(data.count, 'trace');
  const first = { newest: 'newest', longest: 'longest', spans: 'largest' }[search.sort ?? 'newest'];
  return formatPlural(data.count, `${first} trace`);
}

/** How far back the newest reach: the strip begins there. */
function moreText(data: TracesAnswer, search: FindTracesSearch): string {
  const oldest = data.start.at(-1);
  if (search.sort !== undefined || oldest === undefined) return 'and more match';
  return `back to ${formatClock(new Date(oldest))}, and more match`;
}

interface MetaProps {
  data: TracesAnswer | undefined;
  search: FindTracesSearch;
  answer: BinAnswer | undefined;
  slow: boolean;
  refresh: () => void;
}

function Meta({ data, search, answer, slow, refresh }: MetaProps) {
  const newer =
    data !== undefined &&
    answer?.lastEventAt != null &&
    Date.parse(answer.lastEventAt) > Date.parse(data.to) &&
    Date.now() - Date.parse(data.to) < 3_600_000;
  return (
    <p className="found-meta small" role="status">
      {data !== undefined && (
        <>
          <span>
            <b className="medium">{foundText(data, search)}</b>{' '}
            {data.more && <span className="soft wide">{moreText(data, search)}</span>}
          </span>
          <span className="muted wide">
            {formatPlural(data.readRows, 'row')} read in {Math.max(1, Math.round(data.elapsedMs))} ms
          </span>
        </>
      )}
      {slow && <span className="muted">asking…</span>}
      {newer && !slow && (
        <button type="button" className="link-button" onClick={refresh}>
          Newer ones have arrived: show <kbd className="kbd wide">r</kbd>
        </button>
      )}
    </p>
  );
}

function More({
  data,
  search,
  change,
}: {
  data: TracesAnswer;
  search: FindTracesSearch;
  change: ChangeSearch;
}) {
  return (
    <p className="more soft">
      These are the {foundText(data, search)}; more match.{' '}
      {(search.limit ?? DEFAULT_LIMIT) < 1_000 ? (
        <button type="button" className="link-button" onClick={() => change({ limit: 1_000 })}>
          Show up to 1,000
        </button>
      ) : (
        'A shorter range or one more filter shows the rest.'
      )}
    </p>
  );
}

function EmptyBin({ bin }: { bin: string }) {
  return (
    <section className="notice">
      <h1>Nothing has arrived yet</h1>
      <p className="soft">Traces stand here as soon as an app sends its first span.</p>
      <p>
        <Link className="ctl primary" to="/b/$bin" params={{ bin }} search={{}}>
          Connect an app
        </Link>
      </p>
    </section>
  );
}

/** Lines where rows will be, at the height they will have. */
const Skeleton = () => (
  <div className="skeleton" role="status" aria-label="Asking for traces">
    <i className="strip" />
    {Array.from({ length: 12 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: twelve equal lines
      <i key={row} />
    ))}
  </div>
);
