import type { TraceSort } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { durationCondition, TRACE_DURATION } from './duration-condition.ts';
import { SPANS_BESIDE_TRACES, spanCondition, traceCondition } from './span-condition.ts';
import type { FoundTraces, TraceQuestion } from './trace-question.ts';

/** A trace's rows in `traces` are looked for this far beside the range; the rest of a longer trace is added later. */
const MARGIN_NANOS = 24n * 3_600_000_000_000n;
const RANK: Record<TraceSort, string> = {
  newest: 'min(start) DESC',
  longest: `${TRACE_DURATION} DESC, min(start) DESC`,
  spans: 'sum(spans) DESC, min(start) DESC',
};

/**
 * The first traces of a search in any order, found by looking at every trace of the range. Spans are only looked at
 * where the table of traces cannot tell.
 */
export async function findRankedTraces(
  engine: Engine,
  question: TraceQuestion,
  sort: TraceSort,
): Promise<FoundTraces> {
  const { bin, search, range } = question;
  const bound = new BoundValues();
  const known = traceCondition(search, bound);
  const where = [
    `bin = ${bound.add('String', bin)}`,
    `end >= ${bound.addTime(range.from - MARGIN_NANOS)}`,
    ...(range.isOpen ? [] : [`start < ${bound.addTime(range.to + MARGIN_NANOS)}`]),
    ...(known === undefined
      ? [`trace_id IN (SELECT trace_id FROM events WHERE ${spanCondition(bin, range, search, bound)})`]
      : []),
  ];
  const having = [
    `max(end) >= ${bound.addTime(range.from)}`,
    ...(range.isOpen ? [] : [`min(start) < ${bound.addTime(range.to)}`]),
    ...(known ?? []),
    ...durationCondition(question.duration, bound),
  ];
  const result = await engine.query(
    `SELECT lower(hex(trace_id)) AS id
     FROM traces
     WHERE ${where.join(' AND ')}
     GROUP BY trace_id
     HAVING ${having.join(' AND ')}
     ORDER BY ${RANK[sort]}, trace_id
     LIMIT ${bound.add('UInt32', question.wanted)}
     ${SPANS_BESIDE_TRACES}`,
    bound.params,
  );
  return { ids: result.columns.id as string[], readRows: result.readRows };
}
