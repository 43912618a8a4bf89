import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { durationCondition, TRACE_DURATION } from './duration-condition.ts';
import { isUnconditional, SPANS_BESIDE_TRACES, spanCondition } from './span-condition.ts';
import type { FoundTraces, TraceQuestion } from './trace-question.ts';

/** A trace's rows in `traces` are looked for this far beside the range; the rest of a longer trace is added later. */
const MARGIN_NANOS = 24n * 3_600_000_000_000n;
const ORDER = { longest: TRACE_DURATION, spans: 'sum(spans)' } as const;

/** The longest traces of a search, or those with most spans. Has to look at every trace of the range. */
export async function findTopTraces(
  engine: Engine,
  question: TraceQuestion,
  sort: 'longest' | 'spans',
): Promise<FoundTraces> {
  const { bin, search, range } = question;
  const bound = new BoundValues();
  const having = durationCondition(question.duration, bound);
  const ran = `max(end) >= ${bound.addTime(range.from)}${range.isOpen ? '' : ` AND min(start) < ${bound.addTime(range.to)}`}`;
  const matching = isUnconditional(search)
    ? undefined
    : `trace_id IN (SELECT trace_id FROM events WHERE ${spanCondition(bin, range, search, bound)})`;
  const where = [
    `bin = ${bound.add('String', bin)}`,
    `end >= ${bound.addTime(range.from - MARGIN_NANOS)}`,
    ...(range.isOpen ? [] : [`start < ${bound.addTime(range.to + MARGIN_NANOS)}`]),
    ...(matching === undefined ? [] : [matching]),
  ];
  const result = await engine.query(
    `SELECT lower(hex(trace_id)) AS id
     FROM traces
     WHERE ${where.join(' AND ')}
     GROUP BY trace_id
     ${having === '' ? 'HAVING' : `${having} AND`} ${ran}
     ORDER BY ${ORDER[sort]} DESC, min(start) DESC, trace_id
     LIMIT ${bound.add('UInt32', question.wanted)}
       ${SPANS_BESIDE_TRACES}`,
    bound.params,
  );
  return { ids: result.columns.id as string[], readRows: result.readRows };
}
