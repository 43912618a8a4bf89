import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type Question, QuestionTextError } from '@tracebin/model';
import { useEffect, useMemo } from 'react';
import { binQuery } from '../../api/queries.ts';
import { questionQuery } from '../../api/question.ts';
import { useQuestionProgress } from '../../api/question-progress.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { isEmptyAnswer } from '../../explore/answer/empty-answer.ts';
import { ReadText } from '../../explore/answer/read-text.tsx';
import { AnswerView } from '../../explore/answer-view.tsx';
import { HistoryMenu } from '../../explore/ask/history-menu.tsx';
import { QuestionBar } from '../../explore/ask/question-bar.tsx';
import { rememberQuestion } from '../../explore/ask/question-history.ts';
import { askedQuestion, FIRST_TEXT } from '../../explore/asked-question.ts';
import { RunningTime } from '../../explore/running-time.tsx';
import { SavedMenu } from '../../explore/saved/saved-menu.tsx';
import { openedSearch, viewOf } from '../../explore/saved/saved-view.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import type { TimeRange } from '../../time/time-range.ts';
import { NothingFound } from './nothing-found.tsx';
import { ShareMenu } from './share-menu.tsx';

const route = getRouteApi('/b/$bin/explore');

/** Any question of the raw events: how, how much, since when, and what is different about the odd ones. */
export function ExplorePage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useChangeSearch(navigate);
  const client = useQueryClient();
  const { data: binAnswer } = useQuery(binQuery(bin));
  const text = search.q ?? FIRST_TEXT;
  const { from, to } = search;
  const asked = useMemo(() => readAsked(text, { from, to }), [text, from, to]);
  const query = questionQuery(bin, asked.question ?? {});
  const answer = useQuery({ ...query, enabled: asked.question !== undefined });
  const isRunning = useSlow(answer.isFetching);
  const progress = useQuestionProgress(bin, asked.question ?? {});
  usePageTitle('Explore', binAnswer?.name);
  const answeredAt = answer.dataUpdatedAt;
  const isAnswered = answer.isSuccess && !answer.isPlaceholderData && search.q !== undefined;
  useEffect(() => {
    if (isAnswered) rememberQuestion(bin, { text, from, to, askedAt: answeredAt });
  }, [bin, text, from, to, isAnswered, answeredAt]);
  const cancel = () => void client.cancelQueries({ queryKey: query.queryKey });
  const run = (next: string, range: TimeRange | undefined, saved = search.saved) => {
    if (next === text && range === undefined) void answer.refetch();
    else
      change({
        q: next,
        ...(range === undefined ? {} : { from: range.from, to: range.to }),
        sel: undefined,
        vs: undefined,
        tab: undefined,
        by: undefined,
        column: undefined,
        saved,
      });
  };
  useKeys('Explore', [
    { keys: 'r', label: 'Ask again', run: () => void answer.refetch() },
    ...(isRunning ? [{ keys: 'Escape', label: 'Cancel the question', run: cancel, whileTyping: true }] : []),
  ]);
  const { data } = answer;
  const view = asked.question === undefined ? undefined : viewOf(text, search);
  const nowMs = answer.dataUpdatedAt === 0 ? Date.now() : answer.dataUpdatedAt;
  return (
    <main className="explore">
      <h1 className="sr-only">Explore</h1>
      <QuestionBar bin={bin} text={text} range={search} run={run}>
        {isRunning ? (
          <RunningTime progress={progress} cancel={cancel} />
        ) : (
          data !== undefined && <ReadText read={data.read} />
        )}
        <RangePicker
          range={search}
          retentionHours={binAnswer?.retentionHours ?? 168}
          nowMs={nowMs}
          choose={(range) => change({ from: range.from, to: range.to, sel: undefined, vs: undefined })}
        />
        <SavedMenu
          bin={bin}
          view={view}
          savedId={search.saved}
          open={(saved) => void navigate({ search: openedSearch(saved) })}
          onSaved={({ id }) => change({ saved: id, q: text }, true)}
        />
        <HistoryMenu bin={bin} ask={(past, range) => run(past, range, '')} />
        <ShareMenu
          bin={bin}
          view={view}
          answer={answer.isPlaceholderData ? undefined : data}
          answeredAtMs={answeredAt}
        />
      </QuestionBar>
      {asked.error !== undefined && (
        <p className="tab-note bad" role="alert">
          {asked.error.message} (at character {asked.error.at + 1} of the question)
        </p>
      )}
      {answer.error !== null && <ErrorView error={answer.error} retry={() => void answer.refetch()} />}
      {data === undefined && answer.error === null && isRunning && <Skeleton />}
      {data === undefined && answer.fetchStatus === 'idle' && answer.error === null && !asked.error && (
        <p className="tab-note soft">The question was cancelled. Run asks it again.</p>
      )}
      {data !== undefined && asked.question !== undefined && answer.error === null && (
        <div className={answer.isPlaceholderData ? 'stale' : undefined} aria-busy={answer.isPlaceholderData}>
          {isEmptyAnswer(data) ? (
            <NothingFound
              bin={bin}
              isNew={binAnswer?.firstEventAt === null}
              question={asked.question}
              search={search}
            />
          ) : (
            <AnswerView
              bin={bin}
              question={asked.question}
              answer={data}
              search={search}
              change={change}
              run={run}
            />
          )}
        </div>
      )}
    </main>
  );
}

interface Asked {
  question?: Question;
  error?: QuestionTextError;
}

function readAsked(text: string, range: TimeRange): Asked {
  try {
    return { question: askedQuestion(text, range) };
  } catch (error) {
    if (error instanceof QuestionTextError) return { error };
    throw error;
  }
}

/** Where the chart and the rows will be. */
const Skeleton = () => (
  <div className="skeleton explore-skeleton" role="status" aria-label="Asking">
    <i className="strip" />
    {Array.from({ length: 8 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: eight equal lines
      <i key={row} />
    ))}
  </div>
);
