import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { FINDING_KIND_TITLES, FINDING_KINDS, type FindingsAnswer } from '@tracebin/model';
import { useRef, useState } from 'react';
import { binQuery, findingsQuery } from '../../api/queries.ts';
import { CopyButton } from '../../controls/copy-text.tsx';
import { LagText } from '../../controls/lag-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { downloadCsv } from '../../table/csv.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { findingLines } from './finding-csv.ts';
import { FindingEntry } from './finding-entry.tsx';
import { ThresholdSettings } from './threshold-settings.tsx';
import './findings.css';
import { type FindingsSearch, STATUSES } from './findings-search.ts';

const route = getRouteApi('/b/$bin/findings');

type SearchChange = { [Name in keyof FindingsSearch]?: FindingsSearch[Name] | undefined };

/** Traces of a running app go on being worked up: an empty page fills by itself. */
const EMPTY_REFETCH_MS = 2_000;

/** What was noticed in the requests of a range, the costliest first. */
export function FindingsPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: answer } = useQuery(binQuery(bin));
  const { service, kind, status, from, to } = search;
  const findings = useQuery({
    ...findingsQuery(bin, {
      ...(service === undefined ? {} : { service }),
      ...(kind === undefined ? {} : { kind }),
      ...(status === undefined ? {} : { status }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }),
    refetchInterval: (query) => (query.state.data?.findings.length === 0 ? EMPTY_REFETCH_MS : false),
  });
  const { data, error } = findings;
  const slow = useSlow(findings.isFetching && data === undefined);
  const nowMs = findings.dataUpdatedAt === 0 ? Date.now() : findings.dataUpdatedAt;
  const change = (wanted: SearchChange, replace = false) =>
    void navigate({
      search: (before: FindingsSearch) =>
        Object.fromEntries(
          Object.entries({ ...before, ...wanted }).filter(([, value]) => value !== undefined),
        ) as FindingsSearch,
      resetScroll: false,
      replace,
    });
  const [setting, setSetting] = useState(false);
  usePageTitle('Findings', answer?.name);
  useKeys('Findings', [{ keys: 'r', label: 'Ask again', run: () => void findings.refetch() }]);
  return (
    <main className="findings">
      <div className="pagehead">
        <h1>Findings</h1>
        <span className="row right">
          <RangePicker
            range={search}
            retentionHours={answer?.retentionHours ?? 168}
            nowMs={nowMs}
            choose={(range) => change({ from: range.from, to: range.to })}
          />
          <button
            type="button"
            className="ctl plain"
            aria-expanded={setting}
            onClick={() => setSetting(!setting)}
          >
            Thresholds
          </button>
          <CopyButton
            className="ctl plain wide"
            text={window.location.href}
            name="Copy the address of this view"
            label="Share"
          />
        </span>
      </div>
      <div className="tools">
        <Choice
          label="service"
          value={service}
          choices={(answer?.services ?? []).map((each) => [each, each])}
          choose={(chosen) => change({ service: chosen })}
        />
        <Choice
          label="kind"
          value={kind}
          choices={FINDING_KINDS.map((each) => [each, FINDING_KIND_TITLES[each]])}
          choose={(chosen) => change({ kind: FINDING_KINDS.find((each) => each === chosen) })}
        />
        <Choice
          label="status"
          value={status}
          choices={STATUSES.map((each) => [each, each === 'back' ? 'back again' : each])}
          choose={(chosen) => change({ status: STATUSES.find((each) => each === chosen) })}
        />
      </div>
      {setting && <ThresholdSettings bin={bin} close={() => setSetting(false)} />}
      {error !== null && <ErrorView error={error} retry={() => void findings.refetch()} />}
      {slow && error === null && (
        <p className="soft" role="status">
          asking…
        </p>
      )}
      {data !== undefined &&
        error === null &&
        (data.findings.length === 0 ? (
          <NoFindings bin={bin} isNew={answer?.firstEventAt === null} filtered={service ?? kind ?? status} />
        ) : (
          <FindingList
            bin={bin}
            data={data}
            now={new Date(nowMs)}
            open={search.open}
            toggle={(key) => change({ open: key === search.open ? undefined : key }, true)}
          />
        ))}
      {data !== undefined && (
        <p className="small muted lag">
          <LagText data={data} nowMs={nowMs} />{' '}
          <button
            type="button"
            className="link-button"
            onClick={() => downloadCsv('findings', data.from, findingLines(data.findings))}
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
  data: FindingsAnswer;
  now: Date;
  open: string | undefined;
  toggle: (key: string) => void;
}

/** The findings; j and k move through them, Enter unfolds one. */
function FindingList({ bin, data, now, open, toggle }: FindingListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState(-1);
  const move = (step: number) => {
    const next = Math.min(data.findings.length - 1, Math.max(0, current + step));
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
        {data.more
          ? `The ${data.findings.length} findings that cost most`
          : `${formatPlural(data.findings.length, 'finding')}, costliest first`}
      </p>
      <ul ref={list}>
        {data.findings.map((finding) => (
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

interface ChoiceProps {
  label: string;
  value: string | undefined;
  choices: readonly (readonly [value: string, label: string])[];
  choose: (value: string | undefined) => void;
}

const Choice = ({ label, value, choices, choose }: ChoiceProps) => (
  <label className="finding-choice small">
    <span className="muted">{label}</span>
    <select
      className="field"
      value={value ?? ''}
      onChange={(event) => choose(event.target.value || undefined)}
    >
      <option value="">all</option>
      {value !== undefined && choices.every(([each]) => each !== value) && (
        <option value={value}>{value}</option>
      )}
      {choices.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

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
