/**
 * Gives the rows that a bin has already the expiry of its new retention. Readers do not wait for it: a
 * question never reaches further back than the bin's retention, which counts from the moment it is changed.
 */
import type { Engine } from '../engine/engine.ts';

/** Table, the expression its rows expire by, and how it is called on a node of a cluster. */
const EXPIRING = [
  ['events', 'time', 'events_local'],
  ['traces', 'end', 'traces_local'],
  ['metrics', 'time', 'metrics_local'],
  ['kept_answers', 'kept_at', 'kept_answers'],
] as const;

/** Resolves when the engine has taken the changes; it rewrites the parts in the background. */
export async function applyRetention(engine: Engine, bin: string, retentionHours: number): Promise<void> {
  for (const [table, time, onNode] of EXPIRING) {
    const target = engine.cluster === undefined ? table : `${onNode} ON CLUSTER '${engine.cluster}'`;
    await engine.command(
      `ALTER TABLE ${target} UPDATE expires_at = toDateTime(${time}) + toIntervalHour({hours:UInt32}) WHERE bin = {bin:String}`,
      { hours: retentionHours, bin },
    );
  }
}
