/** What the OTLP receiver tells of its work, put into metrics, the bin's page and the log. */
import type { OtlpObserver } from '../../receive/otlp/otlp-receiver.ts';
import type { ActivityBoard } from '../live/activity-board.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { ServerLog } from '../server-log.ts';

export function observerOf(
  transport: 'http' | 'grpc',
  { metrics, activity, log }: { metrics: ServerMetrics; activity: ActivityBoard; log: ServerLog },
): OtlpObserver {
  return {
    received: (signal, _bodyBytes, { rejected, message }, scope) => {
      if (rejected === 0) return;
      metrics.rejected(`otlp-${transport}-${signal}`, rejected);
      activity.refused(scope.bin, {
        code: 'rejected',
        message,
        from: `OTLP ${signal}`,
      });
    },
    defect: (error) => log.error({ err: error }, 'a request could not be taken'),
  };
}
