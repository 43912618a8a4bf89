import { flagParam, textParam } from '../../search-params.ts';

/** View state of the list of errors, exactly what its URL holds. Absent means the default. */
export interface ErrorsSearch {
  service?: string;
  environment?: string;
  /** Only those in this transaction. */
  transaction?: string;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** Part of type, message or place. */
  filter?: string;
  /** Only what is new since the newest version. */
  new?: true;
  /** Id of a column. */
  sort?: string;
  order?: 'asc';
}

export function errorsSearch(raw: Record<string, unknown>): ErrorsSearch {
  const search: ErrorsSearch = {};
  for (const name of ['service', 'environment', 'transaction', 'from', 'to', 'filter', 'sort'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (flagParam(raw, 'new')) search.new = true;
  if (textParam(raw, 'order') === 'asc') search.order = 'asc';
  return search;
}

/** View state of the page of one group of errors. */
export interface ErrorSearch {
  environment?: string;
  from?: string;
  to?: string;
  /** How its short tables are shown. */
  where?: string;
  versions?: string;
  newest?: string;
}

export function errorSearch(raw: Record<string, unknown>): ErrorSearch {
  const search: ErrorSearch = {};
  for (const name of ['environment', 'from', 'to', 'where', 'versions', 'newest'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  return search;
}
