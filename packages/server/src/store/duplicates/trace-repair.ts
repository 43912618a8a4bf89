/**
 * The table `traces` is filled by a view when a block goes into `events`. The two inserts are not one: when the
 * process dies or the disk fills up between them, a block is in `events` and not in `traces`. As its spans are then
 * known, a retry does not bring them again, so the difference has to be added here.
 */
import type { Engine } from '../engine/engine.ts';
import { TRACE_AGGREGATES } from '../schema/tables.ts';

/** Blocks are committed one after another, so only the last can be incomplete; this reaches well beyond it. */
const REACH_SECONDS = 120;

/**
 * Compares the traces whose spans were received last with their spans, and adds what is missing. Only where this process
 * is the one that writes: another server's half-finished insert would be counted twice.
 */
export async function repairTraces(engine: Engine): Promise<void> {
  if (engine.kind !== 'embedded') return;
  const touched = `SELECT DISTINCT bin, trace_id FROM events
    WHERE type = 0 AND received_at >= (SELECT max(received_at) FROM events WHERE type = 0) - ${REACH_SECONDS}`;
  await engine.command(`
    INSERT INTO traces
    SELECT bin, trace_id, whole.start, whole.end, whole.spans - known.spans, whole.errors - known.errors,
           whole.root_service, whole.root_name, whole.services, whole.expires_at
    FROM (SELECT ${TRACE_AGGREGATES.replace('max(expires_at)', 'max(events.expires_at)')}
          FROM events WHERE type = 0 AND (bin, trace_id) IN (${touched}) GROUP BY bin, trace_id) AS whole
    LEFT JOIN (SELECT bin, trace_id, sum(spans) AS spans, sum(errors) AS errors
               FROM traces WHERE (bin, trace_id) IN (${touched}) GROUP BY bin, trace_id) AS known
    USING (bin, trace_id)
    WHERE whole.spans != known.spans OR whole.errors != known.errors`);
}
