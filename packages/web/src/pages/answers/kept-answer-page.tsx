import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type KeptAnswer, parseQuestion, type Question } from '@tracebin/model';
import { useState } from 'react';
import { ApiFailure } from '../../api/client.ts';
import { binQuery } from '../../api/queries.ts';
import { keptAnswerQuery } from '../../api/saved.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { AnswerElsewhere } from '../../explore/answer/answer-elsewhere.tsx';
import { AnswerFiles } from '../../explore/answer/answer-files.tsx';
import { ReadText } from '../../explore/answer/read-text.tsx';
import { ResultsTable } from '../../explore/answer/results-table.tsx';
import { SqlText } from '../../explore/answer/sql-text.tsx';
import { openedSearch } from '../../explore/saved/saved-view.ts';
import { formatAgo, formatClock, formatDay, formatRange, formatZone } from '../../format/times.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { usePageTitle } from '../../shell/page-title.ts';
import './answers.css';

const route = getRouteApi('/b/$bin/answers/$answer');

/** An answer as it was when somebody kept it; read-only, with the way back to the question. */
export function KeptAnswerPage() {
  const { bin, answer: id } = route.useParams();
  const { data: binAnswer } = useQuery(binQuery(bin));
  const kept = useQuery(keptAnswerQuery(bin, id));
  const slow = useSlow(kept.isFetching);
  usePageTitle('A kept result', binAnswer?.name);
  if (kept.error instanceof ApiFailure && kept.error.status === 404) return <Gone bin={bin} />;
  if (kept.error !== null) return <ErrorView error={kept.error} retry={() => void kept.refetch()} />;
  if (kept.data === undefined)
    return (
      <main className="kept-answer">
        <p className="kept-note soft" role="status">
          {slow && 'opening the result…'}
        </p>
      </main>
    );
  return <Shown bin={bin} kept={kept.data} />;
}

/** Kept for a while only; the link has done its work. */
const Gone = ({ bin }: { bin: string }) => (
  <section className="notice">
    <h1>This result is not kept any more</h1>
    <p className="soft">
      A result goes when the retention of its bin is over, or when somebody takes it away. Its address may
      also have been cut.
    </p>
    <p>
      <Link className="ctl primary" to="/b/$bin/explore" params={{ bin }} search={{}}>
        Ask in Explore
      </Link>
    </p>
  </section>
);

function Shown({ bin, kept }: { bin: string; kept: KeptAnswer }) {
  // The id is that of the answer, not of a saved question.
  const { answer, askedAt, keptUntil, id: _, ...view } = kept;
  const { text } = view;
  const { from, to } = answer;
  const [by, setBy] = useState<string>();
  const [marked, setMarked] = useState(-1);
  const [hasSql, setSql] = useState(false);
  const question = readQuestion(text);
  const now = new Date();
  const asked = new Date(askedAt);
  return (
    <main className="kept-answer explore">
      <div className="pagehead">
        <h1 className="nowrap">A result as it was</h1>
        <span className="soft clip">
          asked {formatDay(asked)} {formatClock(asked)} {formatZone(asked)}, {formatAgo(asked, now)} · kept
          until {formatDay(new Date(keptUntil))}
        </span>
        <span className="row right">
          <ReadText read={answer.read} />
          <Link className="ctl primary" to="/b/$bin/explore" params={{ bin }} search={openedSearch(view)}>
            Ask again now
          </Link>
        </span>
      </div>
      <div className="kept-question">
        <code>{text}</code>{' '}
        <Link
          className="link-button"
          to="/b/$bin/explore"
          params={{ bin }}
          search={openedSearch(view, { from, to })}
          title="Ask the same for the same times"
        >
          {formatRange(new Date(from), new Date(to), now)}
        </Link>
      </div>
      <AnswerElsewhere
        bin={bin}
        view={view}
        question={question}
        answer={answer}
        kind={kept.chart ?? 'line'}
        marked={marked}
      />
      <div className="tab-tools small">
        <AnswerFiles answer={answer} />
        <button type="button" className="link-button" aria-expanded={hasSql} onClick={() => setSql(!hasSql)}>
          SQL
        </button>
      </div>
      {hasSql && <SqlText statements={answer.sql} />}
      {answer.columns.length > 0 && <ResultsTable answer={answer} by={by} sort={setBy} mark={setMarked} />}
    </main>
  );
}

/** The text was a question when it was kept; words of a later language may have changed. */
function readQuestion(text: string): Question {
  try {
    const { timeRange: _, startTime: __, endTime: ___, ...question } = parseQuestion(text);
    return question;
  } catch {
    return {};
  }
}
