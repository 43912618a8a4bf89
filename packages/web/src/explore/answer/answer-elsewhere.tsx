import { useNavigate } from '@tanstack/react-router';
import type { Question, QuestionAnswer, QuestionView } from '@tracebin/model';
import type { ChartKind } from '../../pages/explore/explore-search.ts';
import { nounOf } from '../narrow-question.ts';
import { openedSearch } from '../saved/saved-view.ts';
import { selectionTexts } from '../selection-text.ts';
import { useExample } from '../use-example.ts';
import { useMarkers } from '../use-markers.ts';
import { AnswerCharts } from './answer-charts.tsx';

interface AnswerElsewhereProps {
  bin: string;
  /** The question as it was saved or kept; `id` where it has a name. */
  view: QuestionView & { id?: string };
  question: Question;
  answer: QuestionAnswer;
  kind: ChartKind;
  /** Group that a row of a table points at. */
  marked?: number;
}

/**
 * The charts of an answer outside of Explore: on a board, or as it was kept. What is selected goes on in Explore for the
 * times that were answered; a click opens an example.
 */
export function AnswerElsewhere({ bin, view, question, answer, kind, marked = -1 }: AnswerElsewhereProps) {
  const navigate = useNavigate();
  const example = useExample(bin);
  const { from, to } = answer;
  const markers = useMarkers(bin, from, to);
  const pinned = { ...question, startTime: from, endTime: to };
  return (
    <>
      <AnswerCharts
        answer={answer}
        question={pinned}
        compareTo={question.compareTo}
        noun={nounOf(question)}
        kind={kind}
        wantsLog={view.log === true}
        selection={undefined}
        select={(selection) => {
          if (selection === undefined) return;
          void navigate({
            to: '/b/$bin/explore',
            params: { bin },
            search: { ...openedSearch(view, { from, to }), sel: selectionTexts(selection) },
          });
        }}
        pick={(point) => example.open({ question: pinned, ...point })}
        markers={markers}
        marked={marked}
      />
      {example.notice !== '' && (
        <p className="example-notice soft" role="status">
          {example.notice}
        </p>
      )}
    </>
  );
}
