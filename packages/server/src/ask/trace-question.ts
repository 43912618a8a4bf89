import type { TraceId, TraceSearch } from '@tracebin/model';
import type { DurationFilter } from './duration-filter.ts';
import type { TraceRow } from './summarise-traces.ts';
import type { TimeRange } from './time-range.ts';

/** A search for traces after its request was read and found good. */
export interface TraceQuestion {
  bin: string;
  search: TraceSearch;
  range: TimeRange;
  /** Of the whole trace. */
  duration: DurationFilter;
  /** How many ids to find at most. */
  wanted: number;
}

/** Ids in the order asked for. */
export interface FoundTraces {
  ids: TraceId[];
  readRows: number;
  /** What is known of them already. */
  rows?: ReadonlyMap<TraceId, TraceRow>;
}
