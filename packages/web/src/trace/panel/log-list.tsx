import { formatDuration, formatExactDuration, type LogRecord } from '@tracebin/model';
import { withoutControls } from '../layout/readable-text.ts';
import { SmallAttributes } from './event-list.tsx';
import { offsetBetween } from './use-open-span.ts';

/** Log records of the span in time order. */
export function LogList({ logs, spanStart }: { logs: readonly LogRecord[]; spanStart: string }) {
  if (logs.length === 0) return null;
  const ordered = [...logs].sort((a, b) => offsetBetween(b.at, a.at));
  return (
    <section>
      <h3>
        Logs<span className="right">{logs.length}</span>
      </h3>
      <ol className="trace-logs">
        {ordered.map((log, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: log records have no id and never change
          <li key={index}>
            <details>
              <summary>
                <time
                  className="muted"
                  title={`${log.at}, ${formatExactDuration(offsetBetween(spanStart, log.at))}`}
                >
                  {formatDuration(offsetBetween(spanStart, log.at))}
                </time>
                <span className={severityClass(log.severity)}>{severityWord(log)}</span>
                <bdi className="trace-log-body">{withoutControls(log.body) || '(no text)'}</bdi>
              </summary>
              <SmallAttributes attributes={log.attributes} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

const WORDS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** OTLP numbers severities in six ranges of four. */
export function severityWord(log: Pick<LogRecord, 'severity' | 'severityText'>): string {
  if (log.severity >= 1 && log.severity <= 24) return WORDS[Math.floor((log.severity - 1) / 4)]!;
  return withoutControls(log.severityText).toLowerCase().slice(0, 8) || 'log';
}

export function severityClass(severity: number): string {
  if (severity >= 17) return 'bad';
  return severity >= 13 ? 'warn' : 'muted';
}
