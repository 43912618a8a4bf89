import { FINDING_KINDS, type FindingKind, type FindingStatus } from '@tracebin/model';
import { textParam } from '../../search-params.ts';

/** View state of the page of findings, exactly what its URL holds. Absent means the default. */
export interface FindingsSearch {
  service?: string;
  kind?: FindingKind;
  status?: FindingStatus;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  /** Key of the finding that is unfolded. */
  open?: string;
}

export const STATUSES: readonly FindingStatus[] = ['open', 'back', 'acknowledged', 'fixed'];

export function findingsSearch(raw: Record<string, unknown>): FindingsSearch {
  const search: FindingsSearch = {};
  for (const name of ['service', 'from', 'to', 'open'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  const kind = FINDING_KINDS.find((each) => each === textParam(raw, 'kind'));
  if (kind !== undefined) search.kind = kind;
  const status = STATUSES.find((each) => each === textParam(raw, 'status'));
  if (status !== undefined) search.status = status;
  return search;
}
