/** What the OTLP receiver tells of its work, put into metrics, the bin's page and the log. */
import type { BinScope } from '../../receive/ingest.ts';
import type { OtlpObserver } from '../../receive/otlp/otlp-receiver.ts';
import type { ActivityBoard } from '../live/activity-board.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { ServerLog } from '../server-log.ts';

interface ObserverParts {
  metrics: ServerMetrics;
  activity: ActivityBoard;
  log: ServerLog;
}

/** Over HTTP the answer itself says what was rejected; over gRPC only the receiver knows. */
export function grpcObserver(
  { metrics, activity, log }: ObserverParts,
  onBody: (scope: BinScope, bodyBytes: number) => void,
): OtlpObserver {
  return {
    ...defectObserver(log),
    received: (signal, bodyBytes, { rejected, message }, scope) => {
      onBody(scope, bodyBytes);
      if (rejected === 0) return;
      metrics.rejected(`otlp-grpc-${signal}`, rejected);
      activity.refused(scope.bin, { code: 'rejected', message, from: 'OTLP over gRPC' });
    },
  };
}

/** Defects are ours to know: the sender only hears that there was one. */
export function defectObserver(log: ServerLog): OtlpObserver {
  return { defect: (error) => log.error({ err: error }, 'a request could not be taken') };
}
