import type { QuestionView } from '@tracebin/model';
import type { ExploreSearch } from '../../pages/explore/explore-search.ts';
import type { TimeRange } from '../../time/time-range.ts';

/** The question as Explore shows it, for keeping: without what is selected or open. */
export const viewOf = (text: string, { from, to, chart, log }: ExploreSearch): QuestionView => ({
  text,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(chart === undefined ? {} : { chart }),
  ...(log === undefined ? {} : { log }),
});

/** View state of Explore for a question that was kept, for its own range or another; `id` where it has a name. */
export const openedSearch = (
  { text, chart, log, id, ...own }: QuestionView & { id?: string },
  { from, to }: TimeRange = own,
): ExploreSearch => ({
  q: text,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(chart === undefined || chart === 'line' ? {} : { chart }),
  ...(log === true ? { log } : {}),
  ...(id === undefined ? {} : { saved: id }),
});
