/** The three kinds of telemetry that OTLP carries. */
export type Signal = 'traces' | 'logs' | 'metrics';

export const SIGNALS = ['traces', 'logs', 'metrics'] as const satisfies readonly Signal[];

export type Encoding = 'protobuf' | 'json';

/** What one row of a signal is called in messages. */
export const ROW_NOUNS: Readonly<Record<Signal, string>> = {
  traces: 'span',
  logs: 'log record',
  metrics: 'data point',
};
