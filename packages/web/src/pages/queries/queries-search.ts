import { textParam } from '../../search-params.ts';

/** View state of the list of statements, exactly what its URL holds. Absent means the default. */
export interface QueriesSearch {
  layer?: 'cache';
  service?: string;
  environment?: string;
  /** Only what this transaction asks. */
  transaction?: string;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** Part of the statement. */
  filter?: string;
  /** Id of a column. */
  sort?: string;
  order?: 'asc';
}

export function queriesSearch(raw: Record<string, unknown>): QueriesSearch {
  const search: QueriesSearch = {};
  for (const name of ['service', 'environment', 'transaction', 'from', 'to', 'filter', 'sort'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (textParam(raw, 'layer') === 'cache') search.layer = 'cache';
  if (textParam(raw, 'order') === 'asc') search.order = 'asc';
  return search;
}

/** View state of the page of one statement. */
export interface QuerySearch {
  service?: string;
  environment?: string;
  from?: string;
  to?: string;
  /** How its short tables are shown. */
  callers?: string;
  slowest?: string;
  places?: string;
}

export function querySearch(raw: Record<string, unknown>): QuerySearch {
  const search: QuerySearch = {};
  for (const name of ['service', 'environment', 'from', 'to', 'callers', 'slowest', 'places'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  return search;
}
