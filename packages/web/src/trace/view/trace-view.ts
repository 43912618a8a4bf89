/**
 * Everything about the trace page that its URL keeps, so that a link shows the same picture. Spans are named by
 * their id, a folded group of alike siblings by `*` and the id of its first span.
 */
export interface TraceView {
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

export const INITIAL_VIEW: TraceView = {
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

export const groupKey = (firstSpanId: string): string => `*${firstSpanId}`;
export const isGroupKey = (key: string): boolean => key.startsWith('*');

/** The query string of a trace page. */
export interface TracePageSearch {
  span?: string;
  from?: number;
  to?: number;
  fold?: 'all';
  repeats?: 'open';
  rows?: string;
  find?: string;
  critical?: boolean;
}

const KEY = /^\*?[0-9a-f]{1,32}$/;

/** Gives the parameters their types; whatever is not one of ours is dropped. */
export function tracePageSearch(raw: Record<string, unknown>): TracePageSearch {
  const text = (name: string): string => {
    const value = Array.isArray(raw[name]) ? raw[name][0] : raw[name];
    return value === undefined || value === null ? '' : String(value);
  };
  const search: TracePageSearch = {};
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
  if (text('find') !== '') search.find = text('find').slice(0, 200);
  if (['1', 'true'].includes(text('critical'))) search.critical = true;
  return search;
}

export function viewOfSearch(search: TracePageSearch): TraceView {
  return {
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
    ...(view.selected === null ? {} : { span: view.selected }),
    ...(view.zoom === null ? {} : { from: Math.floor(view.zoom.from), to: Math.ceil(view.zoom.to) }),
    ...(view.foldSpans ? { fold: 'all' as const } : {}),
    ...(view.foldRepeats ? {} : { repeats: 'open' as const }),
    ...(view.toggled.length === 0 ? {} : { rows: view.toggled.slice(-MAX_TOGGLED_IN_URL).join('.') }),
    ...(view.search === '' ? {} : { find: view.search.slice(0, 200) }),
    ...(view.criticalPath ? { critical: true } : {}),
  };
}
