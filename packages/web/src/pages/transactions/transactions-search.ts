import { flagParam, textParam } from '../../search-params.ts';
import type { ChangeOf } from '../../table/use-change-search.ts';

const VIEWS = ['classic', 'layers', 'producers'] as const;

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
  /** Of endpoints the columns, of jobs what is put into queues instead. */
  view?: TransactionsView;
  /** Id of a column. */
  sort?: string;
  order?: 'asc';
}

export type TransactionsView = (typeof VIEWS)[number];
export type SearchChange = ChangeOf<TransactionsSearch>;

export function transactionsSearch(raw: Record<string, unknown>): TransactionsSearch {
  const search: TransactionsSearch = {};
  for (const name of ['service', 'environment', 'from', 'to', 'filter', 'sort'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  if (flagParam(raw, 'findings')) search.findings = true;
  if (flagParam(raw, 'errors')) search.errors = true;
  const view = VIEWS.find((each) => each === textParam(raw, 'view'));
  if (view !== undefined) search.view = view;
  if (textParam(raw, 'order') === 'asc') search.order = 'asc';
  return search;
}
