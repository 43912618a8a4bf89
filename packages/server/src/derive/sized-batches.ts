import type { WaitingTrace } from './quiet-traces.ts';
import type { TraceSize } from './read-spans.ts';

export interface SizedTrace {
  trace: WaitingTrace;
  size: TraceSize;
}

/**
 * Traces that are read and written together: neighbours in time, up to so many and so many spans; a larger one is alone.
 *
 * @returns `missing`: those without a size
 */
export function batchesOf(
  waiting: readonly WaitingTrace[],
  sizes: readonly TraceSize[],
  { maxTraces, maxSpans }: { maxTraces: number; maxSpans: number },
): { batches: SizedTrace[][]; missing: WaitingTrace[] } {
  const sizeOf = new Map(sizes.map((size) => [`${size.traceId}${size.bin}`, size]));
  const present: SizedTrace[] = [];
  const missing: WaitingTrace[] = [];
  for (const trace of waiting) {
    const size = sizeOf.get(`${trace.traceId}${trace.bin}`);
    if (size === undefined) missing.push(trace);
    else present.push({ trace, size });
  }
  present.sort((a, b) => (a.size.extent.from < b.size.extent.from ? -1 : 1));
  const batches: SizedTrace[][] = [];
  let spans = 0;
  for (const sized of present) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= maxTraces || spans + sized.size.spans > maxSpans) {
      batches.push([sized]);
      spans = sized.size.spans;
    } else {
      last.push(sized);
      spans += sized.size.spans;
    }
  }
  return { batches, missing };
}
