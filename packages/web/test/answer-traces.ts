import type { TraceAnswer, TraceFindingsAnswer } from '@tracebin/model';
import { answerBin, busyBin } from './canned-bin.ts';
import { cannedLogs, cannedSpan } from './canned-spans.ts';
import type { Answerer } from './fixture-server.ts';

const NO_FINDINGS: TraceFindingsAnswer = { workedUp: true, derivedUntil: null, findings: [] };

/** Answers for the bin `scruffy` that has these traces. */
export function answerTraces(traces: readonly TraceAnswer[], special: Answerer = () => undefined): Answerer {
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  return answerBin(busyBin, undefined, (request) => {
    const own = special(request);
    if (own !== undefined) return own;
    const [, traceId, spanId, part] =
      /^\/api\/bins\/scruffy\/traces\/([^/]+)(?:\/spans\/([^/]+)|\/(findings|logs|search))?$/.exec(
        request.path,
      ) ?? [];
    if (traceId === undefined) return undefined;
    const trace = byId.get(traceId);
    if (trace !== undefined && part === 'findings') return { json: NO_FINDINGS };
    if (trace !== undefined && part === 'logs') return { json: cannedLogs(trace) };
    // The page finds what it has by itself.
    if (trace !== undefined && part === 'search') return { json: { spanIds: [], more: false } };
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
