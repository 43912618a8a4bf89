import { useQuery } from '@tanstack/react-query';
import {
  type BoardPanel,
  type Question,
  type QuestionAnswer,
  QuestionTextError,
  type SavedQuestion,
} from '@tracebin/model';
import { useMemo, useState } from 'react';
import { questionQuery } from '../../api/question.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { AnswerElsewhere } from '../../explore/answer/answer-elsewhere.tsx';
import { isEmptyAnswer } from '../../explore/answer/empty-answer.ts';
import { ReadText } from '../../explore/answer/read-text.tsx';
import { ResultsTable } from '../../explore/answer/results-table.tsx';
import type { TimeRange } from '../../time/time-range.ts';
import { panelQuestion } from './panel-question.ts';

interface PanelAnswerProps {
  bin: string;
  panel: BoardPanel;
  saved: SavedQuestion;
  range: TimeRange;
  /** Nothing is asked before. */
  isSeen: boolean;
}

/** Rows of a table on a board; Explore has all of them. */
const MAX_ROWS = 12;

export function PanelAnswer({ bin, panel, saved, range, isSeen }: PanelAnswerProps) {
  const { text } = saved;
  const { show, wide } = panel;
  const { from, to } = range;
  const asked = useMemo(
    () => readQuestion(() => panelQuestion(text, { show, wide }, { from, to })),
    [text, show, wide, from, to],
  );
  // What the panel showed before stands on another range, or is another kind of picture: it does not stay.
  const { placeholderData: _, ...wanted } = questionQuery(bin, asked.question ?? {});
  const query = useQuery({
    ...wanted,
    enabled: isSeen && asked.question !== undefined,
  });
  const slow = useSlow(query.isFetching);
  const { data } = query;
  const error = asked.error ?? query.error;
  if (error !== null && error !== undefined)
    return (
      <p className="panel-note soft" role="alert">
        <span className="bad">{error.message}</span>{' '}
        <button type="button" className="link-button" onClick={() => void query.refetch()}>
          Ask again
        </button>
      </p>
    );
  if (data === undefined)
    return (
      <div className="skeleton panel-skeleton" role="status" aria-label="Asking">
        {slow && <i className="strip" />}
      </div>
    );
  return (
    <div className={query.isFetching ? 'stale' : undefined}>
      {isEmptyAnswer(data) ? (
        <p className="panel-note soft">No event matches in this range.</p>
      ) : (
        <Drawn bin={bin} panel={panel} saved={saved} question={asked.question!} answer={data} />
      )}
      <p className="panel-foot">
        <ReadText read={data.read} />
      </p>
    </div>
  );
}

interface DrawnProps {
  bin: string;
  panel: BoardPanel;
  saved: SavedQuestion;
  question: Question;
  answer: QuestionAnswer;
}

function Drawn({ bin, panel, saved, question, answer }: DrawnProps) {
  const [by, setBy] = useState<string>();
  if (panel.show === 'table') return <ResultsTable answer={answer} by={by} sort={setBy} maxRows={MAX_ROWS} />;
  const kind = panel.show === 'stat' ? 'stat' : saved.chart === 'stat' ? 'line' : (saved.chart ?? 'line');
  return <AnswerElsewhere bin={bin} view={saved} question={question} answer={answer} kind={kind} />;
}

function readQuestion(read: () => Question): { question?: Question; error?: Error } {
  try {
    return { question: read() };
  } catch (error) {
    if (error instanceof QuestionTextError) return { error };
    throw error;
  }
}
