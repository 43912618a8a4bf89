import type { BatchHash } from '../duplicates/batch-hash.ts';
import type { RecentSpans } from '../duplicates/recent-spans.ts';
import type { Group, GroupRequest } from './group.ts';

/**
 * Takes back a request without spans that was committed lately, or is on its way, and otherwise notes it in the group.
 *
 * @returns rows taken back
 */
export function dropRepeatedBatch(
  batch: BatchHash,
  group: Group,
  committing: Group | undefined,
  request: GroupRequest,
  recent: RecentSpans,
): number {
  const { low, high } = batch;
  if (!recent.has(low, high)) {
    if (group.spans.has(low, high)) request.leansOnGroup = true;
    else if (committing?.spans.has(low, high)) request.leansOnPrevious = true;
    else {
      group.spans.add(low, high, request.rows.from, 0);
      return 0;
    }
  }
  const rows = group.builder.rows - request.rows.from;
  group.rollback(request.rows.from, request.spans.from);
  return rows;
}
