import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { formatDuration, formatExactDuration, type TraceLogsAnswer } from '@tracebin/model';
import { useMemo, useRef, useState } from 'react';
import { traceLogsQuery } from '../../api/queries.ts';
import { formatPlural } from '../../format/numbers.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { oneLine } from '../layout/readable-text.ts';
import { positionOfSpan } from '../layout/span-lookup.ts';
import { severityClass, severityWord } from '../panel/log-list.tsx';
import type { PaneProps } from './pane-props.ts';
import './logs-pane.css';

const ROW_HEIGHT = 26;
const LEVELS = [
  { from: 0, label: 'all' },
  { from: 9, label: 'info' },
  { from: 13, label: 'warn' },
  { from: 17, label: 'error' },
] as const;

/** All log records of the trace in the order of time; each opens the panel of its span. */
export default function LogsPane({ bin, stage }: PaneProps) {
  const { layout } = stage;
  const { data, error, refetch } = useQuery(traceLogsQuery(bin, layout.answer.traceId));
  if (error !== null && data === undefined) return <ErrorView error={error} retry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <p className="trace-pane-waiting muted" role="status">
        Loading the log records …
      </p>
    );
  }
  return <LogTable stage={stage} logs={data} />;
}

function LogTable({ stage, logs }: { stage: PaneProps['stage']; logs: TraceLogsAnswer }) {
  const { layout } = stage;
  const [text, setText] = useState('');
  const [level, setLevel] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return Array.from({ length: logs.count }, (_, row) => row).filter(
      (row) =>
        logs.severity[row]! >= level &&
        (wanted === '' || `${logs.body[row]} ${logs.service[row]}`.toLowerCase().includes(wanted)),
    );
  }, [logs, text, level]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  return (
    <>
      <div className="trace-pane-bar">
        <input
          className="field"
          type="text"
          aria-label="Search the log records"
          placeholder="Search logs"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <fieldset className="seg">
          <legend className="sr-only">Severity from</legend>
          {LEVELS.map(({ from, label }) => (
            <button key={from} type="button" aria-pressed={level === from} onClick={() => setLevel(from)}>
              {label}
            </button>
          ))}
        </fieldset>
        <p className="muted wide">
          {rows.length === logs.count ? '' : `${rows.length.toLocaleString('en-US')} of `}
          {formatPlural(logs.count, 'record')}
          {logs.more && '; the trace has more'}
        </p>
      </div>
      {logs.count === 0 ? (
        <p className="notice muted">No log record names this trace.</p>
      ) : (
        <div className="trace-pane-body" ref={scroller}>
          <ol className="trace-log-rows" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const row = rows[index]!;
              const offset = logs.offset[row]!;
              const at = logs.spanId[row] === '' ? -1 : positionOfSpan(layout, logs.spanId[row]!);
              return (
                <li key={row} style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}>
                  <button type="button" disabled={at === -1} onClick={() => stage.open(at)}>
                    <time className="muted" title={`${logs.at[row]}, ${formatExactDuration(offset)}`}>
                      {offset < 0 ? `−${formatDuration(-offset)}` : formatDuration(offset)}
                    </time>
                    <span className={severityClass(logs.severity[row]!)}>
                      {severityWord({ severity: logs.severity[row]!, severityText: logs.severityText[row]! })}
                    </span>
                    <bdi className="muted wide clip">{oneLine(logs.service[row]!, 40)}</bdi>
                    <bdi className="clip" title={oneLine(logs.body[row]!, 2_000)}>
                      {oneLine(logs.body[row]!) || '(no text)'}
                    </bdi>
                    <bdi className="muted wide clip">
                      {at === -1
                        ? 'no span of this trace'
                        : oneLine(
                            layout.answer.strings[layout.answer.spans.name[layout.span[at]!]!] ?? '',
                            60,
                          )}
                    </bdi>
                  </button>
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </>
  );
}
