/**
 * Everything about the trace page that its URL keeps, so that a link shows the same picture. Spans are named by
 * their id, a folded group of alike siblings by `*` and the id of its first span, a loop of several groups by `**`.
 */
export interface TraceView {
  /** Which picture of the trace is shown. */
  pane: TracePane;
  /** What the spans of the statistics are put together by, and how their table is shown: `-total~slots`. */
  groupBy: GroupBy;
  groups: string;
  /** Span whose node of the flame graph fills its width; null for all of it. */
  flame: string | null;
  /** Id of the trace that this one is compared with. */
  other: string | null;
  /** What the panel shows; null while it is closed. */
  selected: string | null;
  /** Part of the trace that the lanes show, nanoseconds from its start; null for the whole trace. */
  zoom: { from: number; to: number } | null;
  /** What holds for spans and groups that are not in `toggled`. */
  foldSpans: boolean;
  foldRepeats: boolean;
  /** Spans and groups that are the other way than the two switches say; newest last. */
  toggled: readonly string[];
  search: string;
  criticalPath: boolean;
}

export const TRACE_PANES = ['waterfall', 'flame', 'statistics', 'logs', 'compare'] as const;
export type TracePane = (typeof TRACE_PANES)[number];
export const GROUPS_BY = ['name', 'statement', 'service', 'layer'] as const;
export type GroupBy = (typeof GROUPS_BY)[number];

export const INITIAL_VIEW: TraceView = {
  pane: 'waterfall',
  groupBy: 'name',
  groups: '',
  flame: null,
  other: null,
  selected: null,
  zoom: null,
  foldSpans: false,
  foldRepeats: true,
  toggled: [],
  search: '',
  criticalPath: false,
};

/** So many changed rows still make a URL that chat programs do not cut (60 x 18 characters). */
export const MAX_TOGGLED_IN_URL = 60;
/** What is looked for, in characters. */
const MAX_TEXT = 200;

export const groupKey = (firstSpanId: string): string => `*${firstSpanId}`;
export const loopKey = (firstSpanId: string): string => `**${firstSpanId}`;
/** Of a group or a loop. */
export const isGroupKey = (key: string): boolean => key.startsWith('*');
export const isLoopKey = (key: string): boolean => key.startsWith('**');
export const idOfKey = (key: string): string => key.replace(/^\*+/, '');

/** The query string of a trace page. */
export interface TracePageSearch {
  view?: Exclude<TracePane, 'waterfall'>;
  by?: GroupBy;
  groups?: string;
  flame?: string;
  with?: string;
  span?: string;
  from?: number;
  to?: number;
  fold?: 'all';
  repeats?: 'open';
  rows?: string;
  find?: string;
  critical?: boolean;
}

const SPAN_ID = /^[0-9a-f]{16}$/;
const TRACE_ID = /^[0-9a-f]{32}$/;
const KEY = /^\*{0,2}[0-9a-f]{1,32}$/;

/** Gives the parameters their types; whatever is not one of ours is dropped. */
export function tracePageSearch(raw: Record<string, unknown>): TracePageSearch {
  const text = (name: string): string => {
    const value = Array.isArray(raw[name]) ? raw[name][0] : raw[name];
    return value === undefined || value === null ? '' : String(value);
  };
  const search: TracePageSearch = {};
  const pane = TRACE_PANES.find((each) => each === text('view'));
  if (pane !== undefined && pane !== 'waterfall') search.view = pane;
  const by = GROUPS_BY.find((each) => each === text('by'));
  if (by !== undefined) search.by = by;
  if (text('groups') !== '') search.groups = text('groups').slice(0, MAX_TEXT);
  if (SPAN_ID.test(text('flame'))) search.flame = text('flame');
  if (TRACE_ID.test(text('with'))) search.with = text('with');
  const span = text('span').toLowerCase();
  if (KEY.test(span)) search.span = span;
  const from = Number(text('from') || Number.NaN);
  const to = Number(text('to') || Number.NaN);
  if (Number.isFinite(from) && Number.isFinite(to) && from >= 0 && to > from) {
    search.from = Math.round(from);
    search.to = Math.round(to);
  }
  if (text('fold') === 'all') search.fold = 'all';
  if (text('repeats') === 'open') search.repeats = 'open';
  const rows = text('rows')
    .split('.')
    .filter((key) => KEY.test(key));
  if (rows.length > 0) search.rows = rows.slice(-MAX_TOGGLED_IN_URL).join('.');
  if (text('find') !== '') search.find = text('find').slice(0, MAX_TEXT);
  if (['1', 'true'].includes(text('critical'))) search.critical = true;
  return search;
}

export function viewOfSearch(search: TracePageSearch): TraceView {
  return {
    pane: search.view ?? 'waterfall',
    groupBy: search.by ?? 'name',
    groups: search.groups ?? '',
    flame: search.flame ?? null,
    other: search.with ?? null,
    selected: search.span ?? null,
    zoom: search.from === undefined || search.to === undefined ? null : { from: search.from, to: search.to },
    foldSpans: search.fold === 'all',
    foldRepeats: search.repeats !== 'open',
    toggled: search.rows === undefined ? [] : search.rows.split('.'),
    search: search.find ?? '',
    criticalPath: search.critical === true,
  };
}

export function searchOfView(view: TraceView): TracePageSearch {
  return {
    ...(view.pane === 'waterfall' ? {} : { view: view.pane }),
    ...(view.groupBy === 'name' ? {} : { by: view.groupBy }),
    ...(view.groups === '' ? {} : { groups: view.groups.slice(0, MAX_TEXT) }),
    ...(view.flame === null ? {} : { flame: view.flame }),
    ...(view.other === null ? {} : { with: view.other }),
    ...(view.selected === null ? {} : { span: view.selected }),
    ...(view.zoom === null ? {} : { from: Math.floor(view.zoom.from), to: Math.ceil(view.zoom.to) }),
    ...(view.foldSpans ? { fold: 'all' as const } : {}),
    ...(view.foldRepeats ? {} : { repeats: 'open' as const }),
    ...(view.toggled.length === 0 ? {} : { rows: view.toggled.slice(-MAX_TOGGLED_IN_URL).join('.') }),
    ...(view.search === '' ? {} : { find: view.search.slice(0, MAX_TEXT) }),
    ...(view.criticalPath ? { critical: true } : {}),
  };
}
