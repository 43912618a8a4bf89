import { FINDING_KINDS, type FindingKind, type FindingStatus } from '@tracebin/model';
import { textParam } from '../../search-params.ts';

/** View state of the page of findings, exactly what its URL holds. Absent means the default. */
export interface FindingsSearch {
  service?: string;
  environment?: string;
  kind?: FindingKind;
  status?: FindingStatus;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** Part of transaction, statement or place. */
  filter?: string;
  /** By what findings come first; the costliest where absent. */
  sort?: FindingOrder;
  /** Key of the finding that is unfolded. */
  open?: string;
}

export const ORDERS = { requests: 'most requests', last: 'seen last', first: 'newest' } as const;
export type FindingOrder = keyof typeof ORDERS;

export const STATUSES: readonly FindingStatus[] = ['open', 'back', 'acknowledged', 'fixed'];

export function findingsSearch(raw: Record<string, unknown>): FindingsSearch {
  const search: FindingsSearch = {};
  for (const name of ['service', 'environment', 'from', 'to', 'filter', 'open'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  const kind = FINDING_KINDS.find((each) => each === textParam(raw, 'kind'));
  if (kind !== undefined) search.kind = kind;
  const sort = textParam(raw, 'sort');
  if (sort !== undefined && Object.hasOwn(ORDERS, sort)) search.sort = sort as FindingOrder;
  const status = STATUSES.find((each) => each === textParam(raw, 'status'));
  if (status !== undefined) search.status = status;
  return search;
}
