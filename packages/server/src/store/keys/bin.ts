import type { FindingThresholds } from '@tracebin/model';

/** What people have set for the pages of a bin. Kept as JSON, so that one more needs no new column; what is absent has its default. */
export interface BinSettings {
  /** T of the Apdex in milliseconds. */
  apdexMs?: number;
  /** When something counts as a finding. */
  findings?: Partial<FindingThresholds>;
}

/** A bin as the server holds it. */
export interface Bin {
  /** Internal id, never a secret; `local` for the one that is always there. */
  id: string;
  name: string;
  retentionHours: number;
  createdAt: Date;
  /** SHA-256 of the view token as hex; empty for `local`, which has none. */
  viewDigest: string;
  settings: BinSettings;
}

/** A key that writes to a bin. */
export interface IngestKey {
  /** First 12 hex digits of its digest: enough to name it in a list, useless to send with. */
  id: string;
  digest: string;
  bin: string;
  createdAt: Date;
  revokedAt: Date | null;
}

export const LOCAL_BIN = 'local';

/** One hour to 400 days; longer than a year so that a season can be compared with the last. */
export const MIN_RETENTION_HOURS = 1;
export const MAX_RETENTION_HOURS = 9_600;
export const DEFAULT_RETENTION_HOURS = 168;
export const MAX_NAME_LENGTH = 100;
/** Half a second, the T that most tools begin with. */
export const DEFAULT_APDEX_MS = 500;
export const MIN_APDEX_MS = 1;
export const MAX_APDEX_MS = 600_000;
