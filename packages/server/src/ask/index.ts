export { type BinActivity, binActivity } from './bin-activity.ts';
export { listFieldValues } from './field-values.ts';
export { listFields } from './fields.ts';
export { getSpan } from './get-span.ts';
export { getTrace, MAX_TRACE_SPANS } from './get-trace.ts';
export { isoTime } from './iso-time.ts';
export { listTransactions } from './pages/list-transactions.ts';
export { DEFAULT_LIMIT, MAX_LIMIT, searchTraces } from './search-traces.ts';
export { parseTimeRange, type TimeRange } from './time-range.ts';
