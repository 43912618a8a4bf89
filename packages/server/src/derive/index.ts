export { DEFAULT_DERIVE_OPTIONS, type DeriveOptions } from './derive-options.ts';
export { Deriver, type DeriveState } from './deriver.ts';
export { rebuild } from './rebuild.ts';
