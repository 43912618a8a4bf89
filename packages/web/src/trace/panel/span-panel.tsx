import {
  formatDuration,
  formatExactDuration,
  LAYER_NAMES,
  SPAN_KIND_NAMES,
  STATUS_CODE_NAMES,
} from '@tracebin/model';
import { withoutControls } from '../layout/readable-text.ts';
import { selfTimeAt } from '../layout/self-segments.ts';
import type { TraceStage } from '../view/use-trace-stage.ts';
import { AttributeList } from './attribute-list.tsx';
import { CopyLater } from './copy-later.tsx';
import { EventList } from './event-list.tsx';
import { Figure } from './figure.tsx';
import { LinkList } from './link-list.tsx';
import { LogList } from './log-list.tsx';
import { PanelHead } from './panel-head.tsx';
import { SpanStatement } from './span-statement.tsx';
import type { OpenSpan } from './use-open-span.ts';

interface SpanPanelProps {
  bin: string;
  stage: TraceStage;
  at: number;
  open: OpenSpan;
  onClose: () => void;
}

/**
 * Everything of one span. What the trace's own columns know is there at once; the rest takes its place below when
 * it comes, so nothing that can be read moves.
 */
export function SpanPanel({ bin, stage, at, open, onClose }: SpanPanelProps) {
  const { layout } = stage;
  const columns = layout.answer.spans;
  const i = layout.span[at]!;
  const name = layout.answer.strings[columns.name[i]!] ?? '';
  const service = layout.answer.strings[columns.service[i]!] ?? '';
  const duration = layout.end[at]! - layout.start[at]!;
  const shift = stage.insights?.shift[at] ?? 0;
  const { answer } = open;
  const status = STATUS_CODE_NAMES[columns.status[i]!] ?? 'unset';
  return (
    <aside className="trace-panel" aria-label="Selected span">
      <PanelHead title={<bdi>{withoutControls(name).slice(0, 2000) || '(no name)'}</bdi>} onClose={onClose}>
        {answer !== undefined && (
          <CopyLater
            label="Copy JSON"
            name="Copy the span as JSON"
            text={() => JSON.stringify(answer, null, 2)}
          />
        )}
      </PanelHead>
      <p className="trace-panel-facts">
        <i className={`sw l-${LAYER_NAMES[columns.layer[i]!] ?? 'other'}`} />
        <bdi>{withoutControls(service)}</bdi>
        <span className="muted">{LAYER_NAMES[columns.layer[i]!]}</span>
        <span className="muted">{SPAN_KIND_NAMES[columns.kind[i]!]}</span>
        {status === 'error' && <span className="tag hot">error</span>}
        {status === 'ok' && <span className="tag">ok</span>}
      </p>
      {answer !== undefined && answer.statusMessage !== '' && (
        <p className={status === 'error' ? 'bad trace-message' : 'trace-message'}>
          <bdi>{withoutControls(answer.statusMessage)}</bdi>
        </p>
      )}
      <div className="trace-numbers">
        <Figure label="took" ns={duration} />
        <Figure label="itself" ns={selfTimeAt(layout.self, at)} />
        <Figure label="started after" ns={layout.start[at]!} />
        <div title={duration > 0 ? undefined : 'The trace took no time'}>
          <small>of the trace</small>
          {shareText(duration, layout.duration)}
          <u>%</u>
        </div>
      </div>
      {shift !== 0 && (
        <p className="warn small trace-message">
          The clock of its host seems to be {formatDuration(Math.abs(shift))}{' '}
          {shift > 0 ? 'behind' : 'ahead of'} its parent’s. Times are shown as they were sent.
        </p>
      )}
      {open.error !== null && (
        <p className="bad" role="alert">
          {open.error.message}{' '}
          <button type="button" className="link-button" onClick={open.retry}>
            Try again
          </button>
        </p>
      )}
      {answer === undefined ? (
        open.error === null && <div className="trace-waiting" role="status" aria-label="Loading the span" />
      ) : (
        <>
          <SpanStatement layout={layout} at={at} answer={answer} />
          <EventList events={answer.events} />
          <AttributeList bin={bin} title="Attributes" attributes={answer.attributes} canSearch />
          <LogList logs={answer.logs} spanStart={answer.start} />
          <LinkList bin={bin} links={answer.links} />
          <AttributeList bin={bin} title="Resource" attributes={answer.resource} canSearch={false} />
          <SpanIdentity answer={answer} />
        </>
      )}
    </aside>
  );
}

function SpanIdentity({ answer }: { answer: NonNullable<OpenSpan['answer']> }) {
  const rows: [string, string, string?][] = [
    ['span', answer.spanId],
    ['parent', answer.parentSpanId],
    ['start', answer.start],
    ['duration', formatExactDuration(answer.duration), formatDuration(answer.duration)],
    ['scope', [answer.scope.name, answer.scope.version].filter((part) => part !== '').join(' ')],
    ['trace state', answer.traceState],
    ['stands for', answer.sampleRate === 1 ? '' : `${answer.sampleRate} spans like it (sampled)`],
  ];
  return (
    <section>
      <h3>Span</h3>
      <dl className="trace-kv is-narrow">
        {rows
          .filter(([, value]) => value !== '')
          .map(([label, value, hover]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd
                className={label === 'span' || label === 'parent' ? 'mono' : undefined}
                title={hover ?? value}
              >
                <bdi>{withoutControls(value)}</bdi>
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** One decimal; never `0.0` for something that took time. */
function shareText(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 0.05 ? '< 0.1' : percent.toFixed(1);
}
