/**
 * Log records that an app emits through `@opentelemetry/api-logs`, with the trace they belong to. The package keeps its
 * provider under a global symbol, so nothing of it is loaded here.
 */
import { monotonicMs } from './clock.ts';
import { activeSpan } from './context.ts';
import { RecordedSpan, type Scope } from './span.ts';

const LOGS = Symbol.for('io.opentelemetry.js.api.logs');
/** The one version of the contract between that package and its providers. */
const LOGS_VERSION = 1;

export interface RecordedLog {
  scope: Scope;
  timeMs: number;
  severityNumber: number;
  severityText: string;
  body: unknown;
  /** Makes the record an event in OpenTelemetry's sense. */
  eventName: string;
  attributes: Record<string, unknown> | undefined;
  /** Ids of the span that was current; none outside of any. */
  span: Pick<RecordedSpan, 'trace0' | 'trace1' | 'trace2' | 'trace3' | 'id0' | 'id1'> | undefined;
  release(): void;
}

export interface EmittedRecord {
  timestamp?: unknown;
  severityNumber?: number;
  severityText?: string;
  body?: unknown;
  eventName?: string;
  attributes?: Record<string, unknown>;
}

export function provideLoggers(add: (log: RecordedLog) => void): void {
  const globals = globalThis as Record<symbol, unknown>;
  if (globals[LOGS]) return;
  const provider = {
    getLogger(name: string, version = '') {
      const scope = { name, version };
      return {
        enabled: () => true,
        emit: (record: EmittedRecord) => {
          try {
            add(recordLog(scope, record));
          } catch {
            // No record, or one that throws when it is looked at.
          }
        },
      };
    },
  };
  globals[LOGS] = (version: number) => (version === LOGS_VERSION ? provider : undefined);
}

/** A record of what is emitted now, with the span that is current. */
export function recordLog(scope: Scope, record: EmittedRecord): RecordedLog {
  const span = activeSpan();
  return {
    scope,
    timeMs: monotonicMs(record.timestamp),
    severityNumber: record.severityNumber ?? 0,
    severityText: record.severityText ?? '',
    body: record.body,
    eventName: record.eventName ?? '',
    attributes: record.attributes,
    span: span instanceof RecordedSpan ? span : undefined,
    release: forget,
  };
}

function forget(this: RecordedLog): void {
  this.body = undefined;
  this.attributes = undefined;
  this.span = undefined;
}
