import { textParam } from '../../search-params.ts';

/** View state of the page of SQL: the statement that was run, and the range of its tables. */
export interface SqlSearch {
  sql?: string;
  from?: string;
  to?: string;
}

export function sqlSearch(raw: Record<string, unknown>): SqlSearch {
  const search: SqlSearch = {};
  for (const name of ['sql', 'from', 'to'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  return search;
}
