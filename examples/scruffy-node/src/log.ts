/** One line on stdout for people, and the same as an OpenTelemetry log record, which carries the trace it belongs to. */
import { type AnyValueMap, logs, SeverityNumber } from '@opentelemetry/api-logs';

type Level = 'info' | 'warn' | 'error';

const SEVERITY = { info: SeverityNumber.INFO, warn: SeverityNumber.WARN, error: SeverityNumber.ERROR };

export function log(level: Level, message: string, attributes: AnyValueMap = {}): void {
  const details = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  console.log([level === 'info' ? message : `${level}: ${message}`, ...details].join(' '));
  logs.getLogger('scruffy').emit({
    severityNumber: SEVERITY[level],
    severityText: level.toUpperCase(),
    body: message,
    attributes,
  });
}
