import type { Question } from '@tracebin/model';
import type { TimeRange } from '../../../time/time-range.ts';

/** What a form of a part gets; without `index` it adds one. */
export interface PartFormProps {
  bin: string;
  question: Question;
  range: TimeRange;
  index?: number | undefined;
  /** The question with the part in it. */
  done: (question: Question) => void;
}

/** The word on the button of a form. */
export const verbOf = (index: number | undefined): string => (index === undefined ? 'Add' : 'Change');
