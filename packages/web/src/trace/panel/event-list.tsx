import { formatDuration, formatExactDuration, type SpanAnswer } from '@tracebin/model';
import { withoutControls } from '../layout/readable-text.ts';
import { attributeText, textAttribute } from './attribute-text.ts';
import { CopyLater } from './copy-later.tsx';

type SpanEvent = SpanAnswer['events'][number];

/** What happened inside the span, exceptions first with their stack. */
export function EventList({ events }: { events: readonly SpanEvent[] }) {
  if (events.length === 0) return null;
  return (
    <section>
      <h3>
        Events<span className="right">{events.length}</span>
      </h3>
      <ol className="trace-events">
        {[...events]
          .sort((a, b) => a.offset - b.offset)
          .map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no id and never change
            <li key={index}>
              {event.name === 'exception' ? <ExceptionEvent event={event} /> : <PlainEvent event={event} />}
            </li>
          ))}
      </ol>
    </section>
  );
}

function Offset({ ns }: { ns: number }) {
  return (
    <time className="muted" title={`${formatExactDuration(ns)} after the start of the span`}>
      {formatDuration(ns)}
    </time>
  );
}

function PlainEvent({ event }: { event: SpanEvent }) {
  return (
    <>
      <p className="trace-event-line">
        <Offset ns={event.offset} />
        <bdi className="medium">{withoutControls(event.name)}</bdi>
      </p>
      <SmallAttributes attributes={event.attributes} />
    </>
  );
}

const EXCEPTION_KEYS = new Set(['exception.type', 'exception.message', 'exception.stacktrace']);

function ExceptionEvent({ event }: { event: SpanEvent }) {
  const stack = textAttribute(event.attributes, 'exception.stacktrace');
  const type = textAttribute(event.attributes, 'exception.type');
  const message = textAttribute(event.attributes, 'exception.message');
  return (
    <>
      <p className="trace-event-line">
        <Offset ns={event.offset} />
        <span className="bad trace-wrap">
          <b className="medium">{type === '' ? 'exception' : type}</b>
          {message !== '' && <bdi>: {message}</bdi>}
        </span>
      </p>
      {stack !== '' && (
        <details className="trace-stack" open={stack.length < 4_000}>
          <summary>
            Stack trace <CopyLater label="Copy" name="Copy stack trace" text={() => stack} />
          </summary>
          <pre className="code trace-code">{stack}</pre>
        </details>
      )}
      <SmallAttributes attributes={event.attributes.filter((each) => !EXCEPTION_KEYS.has(each.key))} />
    </>
  );
}

export function SmallAttributes({ attributes }: { attributes: SpanEvent['attributes'] }) {
  if (attributes.length === 0) return null;
  return (
    <dl className="trace-kv is-small">
      {attributes.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sender may repeat a key
        <div key={`${each.key} ${index}`}>
          <dt title={each.key}>
            <bdi>{withoutControls(each.key)}</bdi>
          </dt>
          <dd>
            <bdi>{attributeText(each.value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
