import type { TraceSearch, TraceSort, TracesAnswer } from '@tracebin/model';
import { BadRequestError } from '../errors.ts';
import type { BinScope } from '../receive/ingest.ts';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { parseDurationFilter } from './duration-filter.ts';
import { findNewestTraces } from './find-newest-traces.ts';
import { findRankedTraces } from './find-ranked-traces.ts';
import { isoTime } from './iso-time.ts';
import { traceCondition } from './span-condition.ts';
import { summariseTraces } from './summarise-traces.ts';
import { parseTimeRange } from './time-range.ts';
import type { FoundTraces, TraceQuestion } from './trace-question.ts';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;
const SORTS: readonly TraceSort[] = ['newest', 'longest', 'spans'];

/**
 * Finds traces. A trace is found when one of its spans started in the time range and meets all conditions; its
 * duration, span count and start are those of the whole trace, wherever that lies. (Where the table of traces can
 * answer alone, it is enough that the trace ran in the range.)
 *
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-duration`, `bad-attribute`, `bad-limit`, `bad-sort`
 */
export async function searchTraces(
  engine: Engine,
  bin: BinScope,
  search: TraceSearch,
  nowMs = Date.now(),
): Promise<TracesAnswer> {
  const began = performance.now();
  const question: TraceQuestion = {
    bin: bin.bin,
    search,
    range: parseTimeRange(search, bin.retentionHours, nowMs),
    duration: parseDurationFilter(search),
    // One more than asked for tells whether there are more.
    wanted: parseLimit(search.limit) + 1,
  };
  const sort = parseSort(search.sort);
  const found: FoundTraces =
    question.range.to <= question.range.from
      ? { ids: [], readRows: 0 }
      : isFoundNearTheEnd(question, sort)
        ? await findNewestTraces(engine, question)
        : await findRankedTraces(engine, question, sort);
  const more = found.ids.length === question.wanted;
  const ids = more ? found.ids.slice(0, -1) : found.ids;
  const { columns, readRows } = await summariseTraces(engine, bin.bin, ids, found.rows);
  return {
    from: isoTime(question.range.from),
    to: isoTime(question.range.to),
    count: ids.length,
    more,
    ...columns,
    readRows: found.readRows + readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}

/**
 * Reading backwards from the end of the range pays where most traces match. Long or short ones may be rare, and
 * then it would read all spans of the range, twenty times as much as all its traces.
 */
function isFoundNearTheEnd({ search, duration }: TraceQuestion, sort: TraceSort): boolean {
  if (sort !== 'newest') return false;
  const isAnyLength = duration.min === undefined && duration.max === undefined;
  return isAnyLength || traceCondition(search, new BoundValues()) === undefined;
}

function parseLimit(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new BadRequestError('bad-limit', `"limit" must be a whole number from 1 to ${MAX_LIMIT}.`);
}

function parseSort(sort: TraceSort | undefined): TraceSort {
  if (sort === undefined) return 'newest';
  if (SORTS.includes(sort)) return sort;
  throw new BadRequestError('bad-sort', `"sort" must be one of ${SORTS.join(', ')}.`);
}
