import type { Question, QuestionAnswer, Selection } from '@tracebin/model';
import type { ChartMarker } from '../../charts/heatmap-overlay.tsx';
import type { ChartKind } from '../../pages/explore/explore-search.ts';

/** What was clicked: a time, and of what. */
export interface PickedPoint {
  /** Where the point is of fewer events than the question: those of its calculation. */
  question?: Question;
  from: string;
  to: string;
  group?: (string | null)[];
  range?: { column: string; min?: number; max?: number };
}

export interface AnswerChartsProps {
  answer: QuestionAnswer;
  /** For the times that were answered. */
  question: Question;
  /** How much earlier `before` of the answer is: `24h`. */
  compareTo: string | undefined;
  noun: string;
  kind: ChartKind;
  wantsLog: boolean;
  selection: Selection | undefined;
  select: (selection: Selection | undefined) => void;
  pick: (point: PickedPoint) => void;
  markers: readonly ChartMarker[];
  /** Group that a row of the table points at, -1 for none. */
  marked: number;
}
