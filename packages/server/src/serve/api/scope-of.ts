import type { BinScope } from '../../receive/ingest.ts';
import type { Bin } from '../../store/keys/index.ts';

/** What questions and writers need of a bin. */
export function scopeOf({ id, retentionHours }: Bin): BinScope {
  return { bin: id, retentionHours };
}
