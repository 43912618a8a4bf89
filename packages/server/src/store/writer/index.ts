export type { CommitObservation } from './commit-lane.ts';
export type { StoreState } from './store-health.ts';
export { Writer, type WriterCounters } from './writer.ts';
export { DEFAULT_WRITER_OPTIONS, type WriterOptions } from './writer-options.ts';
