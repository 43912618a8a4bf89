import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Finding } from '@tracebin/model';
import { useMemo, useRef, useState } from 'react';
import { binQuery, findingsQuery } from '../../api/queries.ts';
import { LagText } from '../../controls/lag-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { useChoices } from '../../load/use-choices.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { downloadCsv } from '../../table/csv.ts';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { findingLines } from './finding-csv.ts';
import { FindingEntry } from './finding-entry.tsx';
import { FindingTools } from './finding-tools.tsx';
import { orderedFindings } from './ordered-findings.ts';
import { ThresholdSettings } from './threshold-settings.tsx';
import './findings.css';

const route = getRouteApi('/b/$bin/findings');

const ASKED = ['service', 'environment', 'kind', 'status', 'from', 'to'] as const;
/** Traces of a running app go on being worked up: an empty page fills by itself. */
const EMPTY_REFETCH_MS = 2_000;

/** What was noticed in the requests of a range, the costliest first. */
export function FindingsPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const { service, environment, kind, status, filter, sort } = search;
  const choices = useChoices(bin, search);
  const findings = useQuery({
    ...findingsQuery(bin, pick(search, ASKED)),
    refetchInterval: (query) => (query.state.data?.findings.length === 0 ? EMPTY_REFETCH_MS : false),
  });
  const { data, error } = findings;
  const slow = useSlow(findings.isFetching && data === undefined);
  const nowMs = findings.dataUpdatedAt === 0 ? Date.now() : findings.dataUpdatedAt;
  const shown = useMemo(() => orderedFindings(data?.findings ?? [], { filter, sort }), [data, filter, sort]);
  const [setting, setSetting] = useState(false);
  const settingButton = useRef<HTMLButtonElement>(null);
  usePageTitle('Findings', answer?.name);
  useKeys('Findings', [{ keys: 'r', label: 'Ask again', run: () => void findings.refetch() }]);
  return (
    <main className="findings table-page">
      <PageHead
        title="Findings"
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices
          bin={bin}
          range={search}
          scope={search}
          choices={choices ?? { services: [] }}
          change={change}
        />
        <button
          type="button"
          ref={settingButton}
          className="ctl plain"
          aria-expanded={setting}
          onClick={() => setSetting(!setting)}
        >
          Thresholds
        </button>
      </PageHead>
      <FindingTools count={data?.findings.length ?? 0} search={search} change={change} />
      {setting && (
        <ThresholdSettings
          bin={bin}
          close={() => {
            setSetting(false);
            settingButton.current?.focus();
          }}
        />
      )}
      {error !== null && <ErrorView error={error} retry={() => void findings.refetch()} />}
      {slow && error === null && (
        <p className="soft" role="status">
          asking…
        </p>
      )}
      {data !== undefined &&
        error === null &&
        (data.findings.length === 0 ? (
          <NoFindings
            bin={bin}
            isNew={answer?.firstEventAt === null}
            filtered={service ?? environment ?? kind ?? status}
          />
        ) : (
          <FindingList
            bin={bin}
            findings={shown}
            of={data.findings.length}
            more={data.more}
            now={new Date(nowMs)}
            open={search.open}
            toggle={(key) => change({ open: key === search.open ? undefined : key }, true)}
          />
        ))}
      {data !== undefined && (
        <p className="foot small muted">
          <LagText data={data} nowMs={nowMs} />
          <button
            type="button"
            className="link-button right"
            onClick={() => downloadCsv('findings', data.from, findingLines(shown))}
          >
            Download CSV
          </button>
        </p>
      )}
    </main>
  );
}

interface FindingListProps {
  bin: string;
  findings: readonly Finding[];
  /** How many there are without a filter. */
  of: number;
  more: boolean;
  now: Date;
  open: string | undefined;
  toggle: (key: string) => void;
}

/** The findings; j and k move through them, Enter unfolds one. */
function FindingList({ bin, findings, of, more, now, open, toggle }: FindingListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState(-1);
  const move = (step: number) => {
    const next = Math.min(findings.length - 1, Math.max(0, current + step));
    setCurrent(next);
    list.current?.querySelectorAll<HTMLButtonElement>('button.finding')[next]?.focus();
  };
  useKeys('Findings', [
    { keys: 'j', label: 'Next finding; Enter unfolds it', run: () => move(1) },
    { keys: 'k', label: 'Previous finding', run: () => move(-1) },
  ]);
  return (
    <>
      <p className="soft small">
        {findings.length < of && `${formatPlural(findings.length, 'finding')} of `}
        {more ? `the ${of} findings that cost most` : formatPlural(of, 'finding')}
      </p>
      <ul ref={list}>
        {findings.map((finding) => (
          <FindingEntry
            key={finding.key}
            bin={bin}
            finding={finding}
            now={now}
            open={open === finding.key}
            toggle={() => toggle(finding.key)}
          />
        ))}
      </ul>
    </>
  );
}

interface NoFindingsProps {
  bin: string;
  isNew: boolean;
  filtered: string | undefined;
}

function NoFindings({ bin, isNew, filtered }: NoFindingsProps) {
  if (isNew)
    return (
      <section className="notice">
        <h1>Nothing has arrived yet</h1>
        <p className="soft">
          What is noticed in an app's requests stands here some seconds after they arrive.
        </p>
        <p>
          <Link className="ctl primary" to="/b/$bin" params={{ bin }} search={{}}>
            Connect an app
          </Link>
        </p>
      </section>
    );
  return (
    <section className="notice">
      <h1>Nothing was found</h1>
      <p className="soft">
        {filtered === undefined
          ? 'No repeated or slow query, no calls one after another, no gap, no job that waited longer than it ran, nothing slower than before, no new error in this range.'
          : 'Nothing in this range fits what is chosen above.'}
      </p>
    </section>
  );
}
