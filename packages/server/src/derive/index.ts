export type { TraceSpans } from './analyse/trace-spans.ts';
export { DEFAULT_DERIVE_OPTIONS, type DeriveOptions } from './derive-options.ts';
export { Deriver, type DeriveState } from './deriver.ts';
export { changeFindingState } from './finding-states.ts';
export { rebuild } from './rebuild.ts';
