/**
 * Gives the rows that a bin has already the expiry of its new retention. Readers do not wait for it: a
 * question never reaches further back than the bin's retention, which counts from the moment it is changed.
 */
import type { Engine } from '../engine/engine.ts';

/** Table and the expression its rows expire by. */
const EXPIRING = [
  ['events', 'time'],
  ['traces', 'end'],
  ['metrics', 'time'],
] as const;

/** Resolves when the engine has taken the changes; it rewrites the parts in the background. */
export async function applyRetention(engine: Engine, bin: string, retentionHours: number): Promise<void> {
  for (const [table, time] of EXPIRING) {
    const target = engine.cluster === undefined ? table : `${table}_local ON CLUSTER '${engine.cluster}'`;
    await engine.command(
      `ALTER TABLE ${target} UPDATE expires_at = toDateTime(${time}) + toIntervalHour({hours:UInt32}) WHERE bin = {bin:String}`,
      { hours: retentionHours, bin },
    );
  }
}
