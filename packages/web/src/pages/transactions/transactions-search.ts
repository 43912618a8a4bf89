import { flagParam, textParam } from '../../search-params.ts';
import type { ChangeOf } from '../../table/use-change-search.ts';

/** View state of the pages of endpoints and jobs, exactly what their URL holds. Absent means the default. */
export interface TransactionsSearch {
  service?: string;
  environment?: string;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** Part of the name. */
  filter?: string;
  findings?: true;
  errors?: true;
  view?: 'classic';
  /** Id of a column. */
  sort?: string;
  order?: 'asc';
}

export type SearchChange = ChangeOf<TransactionsSearch>;

export function transactionsSearch(raw: Record<string, unknown>): TransactionsSearch {
  const search: TransactionsSearch = {};
  for (const name of ['service', 'environment', 'from', 'to', 'filter', 'sort'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (flagParam(raw, 'findings')) search.findings = true;
  if (flagParam(raw, 'errors')) search.errors = true;
  if (textParam(raw, 'view') === 'classic') search.view = 'classic';
  if (textParam(raw, 'order') === 'asc') search.order = 'asc';
  return search;
}
