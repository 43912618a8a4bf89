/**
 * The newest traces of a search, without looking at the whole range: windows are read backwards from its end, each
 * longer than the last, until enough traces are certain.
 *
 *     from                                                              to
 *      |            third window             | second window  |  first  |
 *
 * A trace that no window has shown yet has its matching spans, and so its start, before the last window. So every
 * trace found that started inside the windows is in its final place.
 */
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import { durationCondition } from './duration-condition.ts';
import { SPANS_BESIDE_TRACES, spanCondition } from './span-condition.ts';
import type { TimeRange } from './time-range.ts';
import type { FoundTraces, TraceQuestion } from './trace-question.ts';

const FIRST_WINDOW_NANOS = 10_000_000_000n;
const GROWTH = 6n;

export async function findNewestTraces(engine: Engine, question: TraceQuestion): Promise<FoundTraces> {
  const startOf = new Map<string, bigint>();
  let readRows = 0;
  for (const window of windowsBackwards(question.range)) {
    const bound = new BoundValues();
    const spans = spanCondition(question.bin, window, question.search, bound);
    const having = durationCondition(question.duration, bound);
    const result = await engine.query(
      `SELECT lower(hex(trace_id)) AS id, toString(toUnixTimestamp64Nano(min(start))) AS started
       FROM traces
       WHERE bin = ${bound.add('String', question.bin)}
         AND trace_id IN (SELECT trace_id FROM events WHERE ${spans})
       GROUP BY trace_id
       ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}
       ORDER BY min(start) DESC, trace_id
       LIMIT ${bound.add('UInt32', question.wanted)}
       ${SPANS_BESIDE_TRACES}`,
      bound.params,
    );
    readRows += result.readRows;
    const ids = result.columns.id as string[];
    const starts = result.columns.started as string[];
    ids.forEach((id, index) => {
      startOf.set(id, BigInt(starts[index]!));
    });
    let certain = 0;
    for (const start of startOf.values()) if (start >= window.from) certain++;
    if (certain >= question.wanted) break;
  }
  const ids = [...startOf.keys()].sort((a, b) => compareNewest(a, startOf.get(a)!, b, startOf.get(b)!));
  return { ids: ids.slice(0, question.wanted), readRows };
}

function compareNewest(idA: string, startA: bigint, idB: string, startB: bigint): number {
  if (startA !== startB) return startA > startB ? -1 : 1;
  return idA < idB ? -1 : 1;
}

function* windowsBackwards(range: TimeRange): Generator<TimeRange> {
  let { to, isOpen } = range;
  let length = FIRST_WINDOW_NANOS;
  while (to > range.from) {
    // A last window that would be short is taken along: another query costs more than its rows.
    const from = to - range.from <= 2n * length ? range.from : to - length;
    yield { from, to, isOpen };
    to = from;
    isOpen = false;
    length *= GROWTH;
  }
}
