import { type FindingThresholds, thresholdsWith } from '@tracebin/model';
import { Deriver } from '../derive/index.ts';
import type { Engine, Writer } from '../store/index.ts';
import type { BinRegistry } from '../store/keys/index.ts';
import { addDeriveMetrics } from './metrics/derive-metrics.ts';
import type { ServerMetrics } from './metrics/server-metrics.ts';
import type { ServeOptions } from './serve-options.ts';
import type { ServerLog } from './server-log.ts';

/**
 * The loop that works up traces, running; undefined where this server does none of it. Two servers that work up the same
 * trace would write it twice, so on a cluster each must have been told its part.
 */
export function openDeriver(
  engine: Engine,
  {
    deriveAfterMs,
    deriveMaxWaitMs,
    deriveShare,
  }: Pick<ServeOptions, 'deriveAfterMs' | 'deriveMaxWaitMs' | 'deriveShare'>,
  metrics: ServerMetrics,
  log: ServerLog,
  writer: Pick<Writer, 'pressure' | 'uncommittedSince'>,
  bins: BinRegistry,
): Deriver | undefined {
  if (deriveAfterMs === 'off') return undefined;
  if (engine.kind === 'cluster' && deriveShare === undefined) {
    log.warn(
      'traces are not worked up here: start with --derive-share 1/1, or 1/2 and 2/2 for two servers on this cluster',
    );
    return undefined;
  }
  const share = deriveShare === undefined ? {} : { share: deriveShare };
  const deriver = new Deriver(
    engine,
    {
      quietMs: deriveAfterMs,
      maxYieldMs: deriveMaxWaitMs,
      pressure: () => writer.pressure,
      uncommittedSince: () => writer.uncommittedSince,
      thresholdsOf: thresholdsIn(bins),
      ...share,
    },
    (error) => {
      log.warn({ err: error }, 'working up traces failed and will be tried again');
    },
  );
  addDeriveMetrics(metrics, deriver);
  deriver.start();
  return deriver;
}

/** What counts as a finding in a bin, as it is set now. */
export const thresholdsIn =
  (bins: BinRegistry) =>
  (bin: string): FindingThresholds =>
    thresholdsWith(bins.get(bin)?.settings.findings);
