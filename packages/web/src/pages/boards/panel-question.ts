import { type BoardPanel, type Calculation, parseQuestion, type Question } from '@tracebin/model';
import { askedQuestion } from '../../explore/asked-question.ts';
import type { TimeRange } from '../../time/time-range.ts';

const isHeatmap = ({ op }: Calculation): boolean => op === 'HEATMAP';

/**
 * What a panel asks: of a saved question only the part that it shows. A heatmap of a question that has none is that of
 * durations; a chart of one that has only heatmaps counts.
 * @throws QuestionTextError
 */
export function panelQuestion(
  text: string,
  { show, wide }: Pick<BoardPanel, 'show' | 'wide'>,
  range: TimeRange,
): Question {
  const question = askedQuestion(text, range);
  const { calculations = [], orders: _, havings: __, formulas: ___, breakdowns, ...rest } = question;
  if (show === 'heatmap') {
    const heatmaps = calculations.filter(isHeatmap);
    return {
      ...rest,
      // Half a board has no room for small multiples.
      ...(wide && breakdowns !== undefined ? { breakdowns } : {}),
      calculations: heatmaps.length > 0 ? heatmaps : [{ op: 'HEATMAP', column: 'duration' }],
      disableSeries: true,
    };
  }
  const numbers = calculations.filter((each) => !isHeatmap(each));
  const asked = { ...question, calculations: numbers.length > 0 ? numbers : [{ op: 'COUNT' as const }] };
  return show === 'chart' ? asked : { ...asked, disableSeries: true };
}

/** What a panel shows before anybody has chosen. */
export function firstShow(text: string): BoardPanel['show'] {
  try {
    const { calculations = [], breakdowns = [], disableSeries } = parseQuestion(text);
    if (calculations.length > 0 && calculations.every(isHeatmap)) return 'heatmap';
    return disableSeries === true && breakdowns.length > 0 ? 'table' : 'chart';
  } catch {
    return 'chart';
  }
}
