import type { SeriesKind } from '../../charts/series-scale.ts';
import { flagParam, listParam, textParam } from '../../search-params.ts';

export type ExploreTab = 'results' | 'compare' | 'traces' | 'events' | 'sql';
/** `stat`: the totals in large digits instead of lines. */
export type ChartKind = SeriesKind | 'stat';
export type EventSort = 'newest' | 'oldest' | 'longest';

/** View state of Explore, exactly what its URL holds. Absent means the default. */
export interface ExploreSearch {
  /** The question as text, without its range. */
  q?: string;
  from?: string;
  to?: string;
  tab?: ExploreTab;
  /** What is selected, a condition each: see `explore/selection-text.ts`. */
  sel?: string[];
  /** What it is compared with, in the same words; the rest where absent. */
  vs?: string[];
  chart?: ChartKind;
  log?: true;
  /** Columns of the table of events. */
  column?: string[];
  eventSort?: EventSort;
  /** Column of the results that they are sorted by; `-` before it for ascending. */
  by?: string;
  /** Id of the saved question that this one began as. */
  saved?: string;
}

const TABS: readonly ExploreTab[] = ['results', 'compare', 'traces', 'events', 'sql'];
const KINDS: readonly ChartKind[] = ['line', 'stacked', 'bar', 'stat'];
const SORTS: readonly EventSort[] = ['newest', 'oldest', 'longest'];

export function exploreSearch(raw: Record<string, unknown>): ExploreSearch {
  const search: ExploreSearch = {};
  for (const name of ['q', 'from', 'to', 'by', 'saved'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  const tab = TABS.find((each) => each === textParam(raw, 'tab'));
  if (tab !== undefined) search.tab = tab;
  const chart = KINDS.find((each) => each === textParam(raw, 'chart'));
  if (chart !== undefined && chart !== 'line') search.chart = chart;
  const sort = SORTS.find((each) => each === textParam(raw, 'eventSort'));
  if (sort !== undefined && sort !== 'newest') search.eventSort = sort;
  if (flagParam(raw, 'log')) search.log = true;
  for (const name of ['sel', 'vs', 'column'] as const) {
    const values = [...new Set(listParam(raw, name))];
    if (values.length > 0) search[name] = values;
  }
  return search;
}
