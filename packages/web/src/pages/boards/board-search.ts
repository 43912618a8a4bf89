import { textParam } from '../../search-params.ts';
import type { TimeRange } from '../../time/time-range.ts';

/** View state of a board: the range that all of its panels are asked for. */
export interface BoardSearch extends TimeRange {
  from?: string;
  to?: string;
}

export function boardSearch(raw: Record<string, unknown>): BoardSearch {
  const from = textParam(raw, 'from');
  const to = textParam(raw, 'to');
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
