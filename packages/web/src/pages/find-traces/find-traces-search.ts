import type { TraceSort } from '@tracebin/model';
import { flagParam, listParam, textParam } from '../../search-params.ts';

/** View state of the traces page, exactly what its URL holds. Absent means the default. */
export interface FindTracesSearch {
  service?: string;
  name?: string;
  attribute?: string[];
  minDuration?: string;
  maxDuration?: string;
  errors?: true;
  /** Relative (`-1h`) or ISO 8601. */
  from?: string;
  to?: string;
  sort?: TraceSort;
  limit?: number;
}

/** How many traces are asked for at once; the reader may ask for 1,000. */
export const DEFAULT_LIMIT = 500;

const SORTS: readonly TraceSort[] = ['newest', 'longest', 'spans'];

export function findTracesSearch(raw: Record<string, unknown>): FindTracesSearch {
  const search: FindTracesSearch = {};
  for (const name of ['service', 'name', 'minDuration', 'maxDuration', 'from', 'to'] as const) {
    const value = textParam(raw, name);
    if (value !== undefined) search[name] = value;
  }
  const attributes = [...new Set(listParam(raw, 'attribute'))];
  if (attributes.length > 0) search.attribute = attributes;
  if (flagParam(raw, 'errors')) search.errors = true;
  const sort = SORTS.find((each) => each === textParam(raw, 'sort'));
  if (sort !== undefined && sort !== 'newest') search.sort = sort;
  const limit = Number(textParam(raw, 'limit'));
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) search.limit = limit;
  return search;
}
