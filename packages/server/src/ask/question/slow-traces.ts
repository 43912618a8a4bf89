import type { SlowTracesAnswer, SlowTracesRequest, TraceId } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { summariseTraces } from '../summarise-traces.ts';
import type { AskOptions } from './answer-question.ts';
import { QuestionRun } from './question-run.ts';
import { readyQuestion } from './ready-question.ts';
import { rowSource } from './row-source.ts';

const TRACES = 10;

/** The traces of the slowest events that a question is about, each trace once. */
export async function slowTraces(
  engine: Engine,
  bin: BinScope,
  { question }: SlowTracesRequest,
  options: AskOptions = {},
): Promise<SlowTracesAnswer> {
  const ready = readyQuestion(bin, question, options.nowMs);
  const run = new QuestionRun(engine, new BoundValues(), options);
  const source = await rowSource(run, ready, options.maps);
  const { columns: found, rows } = await run.query(
    `SELECT lower(hex(trace_id)) AS id, lower(hex(argMax(span_id, duration))) AS span,
  toString(argMax(name, duration)) AS span_name, toFloat64(max(duration)) AS longest
FROM ${source.from}
WHERE ${source.where}
  AND trace_id != toFixedString('', 16)
GROUP BY trace_id
ORDER BY longest DESC, trace_id
LIMIT ${TRACES}`,
  );
  const ids = found.id as TraceId[];
  const { columns, readRows } = await summariseTraces(engine, bin.bin, ids);
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const match = columns.traceId.map((id) => rowOf.get(id)!);
  const read = run.read;
  return {
    from: isoTime(ready.range.from),
    to: isoTime(ready.range.to),
    count: rows === 0 ? 0 : columns.traceId.length,
    traceId: columns.traceId,
    spanId: match.map((row) => spanIdOf(found.span![row] as string)),
    start: columns.start,
    duration: columns.duration,
    spans: columns.spans,
    errors: columns.errors,
    rootService: columns.rootService,
    rootName: columns.rootName,
    matchName: match.map((row) => found.span_name![row] as string),
    matchDuration: match.map((row) => found.longest![row] as number),
    read: { ...read, rows: read.rows + readRows },
  };
}

function spanIdOf(hex: string): string {
  return /^0+$/.test(hex) ? '' : hex;
}
