import { Link } from '@tanstack/react-router';
import { printQuestion, type Question } from '@tracebin/model';
import { useUnknownFields } from '../../explore/ask/use-unknown-fields.ts';
import { withoutRange } from '../../explore/asked-question.ts';
import type { ExploreSearch } from './explore-search.ts';

interface NothingFoundProps {
  bin: string;
  /** Nothing has ever arrived. */
  isNew: boolean;
  question: Question;
  search: ExploreSearch;
}

const OTHERS: readonly { label: string; q: string }[] = [
  { label: 'All spans', q: 'COUNT, HEATMAP(duration)' },
  { label: 'Requests', q: 'HEATMAP(duration) WHERE kind = server' },
  { label: 'Logs by severity', q: 'COUNT FROM logs GROUP BY severity_text' },
  { label: 'Everything by type', q: 'COUNT FROM all GROUP BY type, service' },
];

/** An empty answer says what else can be asked. */
export function NothingFound({ bin, isNew, question, search }: NothingFoundProps) {
  const unknown = useUnknownFields(bin, question);
  if (isNew)
    return (
      <section className="notice">
        <h1>Nothing has arrived yet</h1>
        <p className="soft">Questions can be asked as soon as an app sends its first span.</p>
        <p>
          <Link className="ctl primary" to="/b/$bin" params={{ bin }} search={{}}>
            Connect an app
          </Link>
        </p>
      </section>
    );
  return (
    <section className="notice">
      <h1>No event matches in this range</h1>
      <p className="soft">
        Nothing between both ends of the range answers <code>{printQuestion(withoutRange(question))}</code>. A
        longer range, one condition less, or one of these:
      </p>
      {unknown.length > 0 && (
        <p className="soft">
          No event here has ever had{' '}
          {unknown.map((name, index) => (
            <span key={name}>
              {index > 0 && ', '}
              <code className="strong">{name}</code>
            </span>
          ))}
          . Is it written otherwise?
        </p>
      )}
      <ul className="row nothing-others">
        {OTHERS.map(({ label, q }) => (
          <li key={q}>
            <Link className="ctl" to="/b/$bin/explore" params={{ bin }} search={{ ...search, q }}>
              {label}
            </Link>
          </li>
        ))}
        <li>
          <Link
            className="ctl"
            to="/b/$bin/explore"
            params={{ bin }}
            search={search.q === undefined ? { from: '-24h' } : { q: search.q, from: '-24h' }}
          >
            The last 24 hours
          </Link>
        </li>
      </ul>
    </section>
  );
}
