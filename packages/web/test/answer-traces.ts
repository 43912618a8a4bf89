import type { TraceAnswer } from '@tracebin/model';
import { answerBin, busyBin } from './canned-bin.ts';
import { cannedSpan } from './canned-spans.ts';
import type { Answerer } from './fixture-server.ts';

/** Answers for the bin `scruffy` that has these traces. */
export function answerTraces(traces: readonly TraceAnswer[], special: Answerer = () => undefined): Answerer {
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  return answerBin(busyBin, undefined, (request) => {
    const own = special(request);
    if (own !== undefined) return own;
    const [, traceId, spanId] =
      /^\/api\/bins\/scruffy\/traces\/([^/]+)(?:\/spans\/([^/]+))?$/.exec(request.path) ?? [];
    if (traceId === undefined) return undefined;
    const trace = byId.get(traceId);
    const json = trace === undefined ? undefined : spanId === undefined ? trace : cannedSpan(trace, spanId);
    if (json !== undefined) return { json };
    return {
      status: 404,
      json: {
        error: {
          code: 'trace-not-found',
          message: 'This bin has no such trace.',
          hint: 'It may have expired.',
        },
      },
    };
  });
}
