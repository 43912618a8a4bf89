import type { WaitingTrace } from './quiet-traces.ts';
import type { TraceSize } from './read-spans.ts';
import { extentOf, type TimeSpan } from './trace-key.ts';

/** With the size that it has at least. */
export interface SizedTrace {
  trace: WaitingTrace;
  spans: number;
  extent: TimeSpan;
}

/** Traces that are read and written together: neighbours in time, up to so many and so many spans; a larger one is alone. */
export function batchesOf(
  waiting: readonly WaitingTrace[],
  sizes: readonly TraceSize[],
  { maxTraces, maxSpans }: { maxTraces: number; maxSpans: number },
): SizedTrace[][] {
  const sizeOf = new Map(sizes.map((size) => [`${size.traceId}${size.bin}`, size]));
  const sized = waiting.map((trace) => sizedTrace(trace, sizeOf.get(`${trace.traceId}${trace.bin}`)));
  sized.sort((a, b) => (a.extent.from < b.extent.from ? -1 : 1));
  const batches: SizedTrace[][] = [];
  let spans = 0;
  for (const trace of sized) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= maxTraces || spans + trace.spans > maxSpans) {
      batches.push([trace]);
      spans = trace.spans;
    } else {
      last.push(trace);
      spans += trace.spans;
    }
  }
  return batches;
}

/** What looks have seen and its size does not know yet must be read, too; it knows those from before the looks. */
function sizedTrace(trace: WaitingTrace, size: TraceSize | undefined): SizedTrace {
  if (size === undefined) return { trace, spans: trace.spans, extent: trace.extent };
  const extent = extentOf([size.extent, trace.extent]);
  return { trace, spans: Math.max(size.spans, trace.spans), extent };
}
