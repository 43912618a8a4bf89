import type { TraceAnswer } from '@tracebin/model';
import fc from 'fast-check';
import { TraceBuilder } from './trace-builder.ts';

/** Traces of any shape: several roots, unknown parents, circles, children outside their parents, negative durations. */
export const anyTrace: fc.Arbitrary<TraceAnswer> = fc
  .array(
    fc.record({
      up: fc.integer({ min: -2, max: 30 }),
      name: fc.constantFrom('a', 'b', 'SELECT 1'),
      layer: fc.constantFrom(0 as const, 1 as const, 4 as const),
      at: fc.integer({ min: 0, max: 50 }),
      took: fc.integer({ min: -2, max: 40 }),
      failed: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((spans) => {
    const trace = new TraceBuilder('f'.repeat(32));
    for (const { up, ...span } of spans) trace.add({ ...span, service: 'web' });
    const ids = trace.answer.spans.spanId;
    spans.forEach(({ up }, index) => {
      trace.answer.spans.parentSpanId[index] =
        up === -2 ? 'feedfeedfeedfeed' : up === -1 ? '' : (ids[up] ?? '');
    });
    return trace.answer;
  });
