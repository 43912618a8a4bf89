/** Metrics of the loop that works up traces. */
import type { Deriver } from '../../derive/index.ts';
import type { ServerMetrics } from './server-metrics.ts';

export function addDeriveMetrics(metrics: ServerMetrics, deriver: Deriver): void {
  metrics.gauge(
    'tracebin_derive_lag_seconds',
    'Age of the oldest receipt that should have been worked up',
    () => deriver.state.lagMs / 1000,
  );
  metrics.gauge(
    'tracebin_derive_waiting_traces',
    'Traces that wait to be quiet or to be worked up',
    () => deriver.state.waitingTraces,
  );
  metrics.gauge('tracebin_derive_ingest_first', '1 while traces wait because senders go first', () =>
    deriver.state.ingestFirst ? 1 : 0,
  );
  metrics.counter('tracebin_derived_traces_total', 'Traces worked up', () => deriver.state.traces);
  metrics.counter('tracebin_derived_spans_total', 'Spans of traces worked up', () => deriver.state.spans);
  metrics.counter(
    'tracebin_rewritten_traces_total',
    'Traces worked up again because spans came late',
    () => deriver.state.rewrittenTraces,
  );
  metrics.counter(
    'tracebin_derive_failures_total',
    'Turns of the working up that failed and were tried again',
    () => deriver.state.failures,
  );
}
