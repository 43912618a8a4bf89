import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Finding, type FindingChange, formatCount, formatDuration } from '@tracebin/model';
import { changeFinding } from '../../api/mutations.ts';
import { CopyButton } from '../../controls/copy-text.tsx';
import { formatStart } from '../../format/times.ts';
import { FindingEvidence } from './finding-evidence.tsx';

/** What to do, the test that keeps it fixed, requests in which it happened, and what people say of it. */
export function FindingDetails({ bin, finding }: { bin: string; finding: Finding }) {
  const { advice, statement, count, lost, examples } = finding;
  return (
    <div className="finding-details">
      <section>
        <FindingEvidence finding={finding} />
        <h2 className="medium">What to do</h2>
        <p>{advice.text}</p>
        {advice.example !== '' && <pre className="code">{advice.example}</pre>}
        {advice.test !== '' && (
          <>
            <h2 className="medium">
              A test that passes when it is fixed{' '}
              <CopyButton text={advice.test} name="Copy the test" label="Copy" />
            </h2>
            <pre className="code">{advice.test}</pre>
          </>
        )}
        {statement !== '' && (
          <>
            <h2 className="medium">{finding.kind === 'new-error' ? 'Error' : 'Statement'}</h2>
            <pre className="code wrap">{statement}</pre>
          </>
        )}
      </section>
      <section>
        <StatusChoice bin={bin} finding={finding} />
        <dl className="kv">
          {count.max > 1 && (
            <>
              <dt>Calls</dt>
              <dd>
                median {formatCount(count.median)}, p95 {formatCount(count.p95)}, most{' '}
                {formatCount(count.max)}
              </dd>
            </>
          )}
          {lost.total > 0 && (
            <>
              <dt>Time lost</dt>
              <dd>
                median {formatDuration(lost.median)}, p95 {formatDuration(lost.p95)}, in all{' '}
                {formatDuration(lost.total)}
              </dd>
            </>
          )}
          {finding.lastVersion !== '' && (
            <>
              <dt>Versions</dt>
              <dd>
                {finding.firstVersion === finding.lastVersion
                  ? finding.lastVersion
                  : `${finding.firstVersion} to ${finding.lastVersion}`}
              </dd>
            </>
          )}
          {finding.place !== null && (
            <>
              <dt>Code</dt>
              <dd>
                <code>{finding.place.function}</code>
              </dd>
            </>
          )}
        </dl>
        <h2 className="medium">Requests in which it happened</h2>
        <ul className="examples">
          {examples.map((example) => (
            <li key={`${example.traceId} ${example.spanId}`}>
              <Link
                className="link"
                to="/b/$bin/traces/$traceId"
                params={{ bin, traceId: example.traceId }}
                search={{ span: example.spanId }}
                preload={false}
              >
                {formatStart(new Date(example.at), new Date())}
              </Link>{' '}
              <span className="muted">
                {example.count > 1 && `${formatCount(example.count)} ×, `}
                {example.lost > 0 && `${formatDuration(example.lost)} lost`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

const CHOICES: readonly { status: NonNullable<FindingChange['status']>; label: string }[] = [
  { status: 'open', label: 'Open' },
  { status: 'acknowledged', label: 'Acknowledged' },
  { status: 'fixed', label: 'Fixed' },
];

/** What people say of it; a finding that is seen again after it was fixed comes back by itself. */
function StatusChoice({ bin, finding }: { bin: string; finding: Finding }) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (status: NonNullable<FindingChange['status']>) => changeFinding(bin, finding.key, { status }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['bin', bin, 'findings'] }),
  });
  return (
    <>
      <fieldset className="seg">
        <legend className="sr-only">Status</legend>
        {CHOICES.map(({ status, label }) => (
          <button
            key={status}
            type="button"
            aria-pressed={finding.status === status}
            disabled={change.isPending}
            onClick={() => change.mutate(status)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {finding.statusBy === 'version' && (
        <p className="small muted">
          {finding.status === 'back'
            ? 'A version of the service ran without it, and a later one has it again.'
            : 'The newest version of the service runs without it.'}
        </p>
      )}
      {change.error !== null && <p className="small bad">{change.error.message}</p>}
    </>
  );
}
