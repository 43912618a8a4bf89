export {
  type Bin,
  DEFAULT_APDEX_MS,
  type IngestKey,
  LOCAL_BIN,
  MAX_RETENTION_HOURS,
  MIN_RETENTION_HOURS,
} from './bin.ts';
export { BinRegistry, type NewBin } from './bin-registry.ts';
export { digestOf, newSecret, SECRET_PREFIX } from './secret.ts';
