import { Link } from '@tanstack/react-router';
import type { SpanAnswer } from '@tracebin/model';
import { SmallAttributes } from './event-list.tsx';

/** Spans of this or other traces that this one names. */
export function LinkList({ bin, links }: { bin: string; links: SpanAnswer['links'] }) {
  if (links.length === 0) return null;
  return (
    <section>
      <h3>
        Links<span className="right">{links.length}</span>
      </h3>
      <ul className="trace-links">
        {links.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same span may be linked twice
          <li key={`${link.spanId} ${index}`}>
            <Link
              className="link mono"
              to="/b/$bin/traces/$traceId"
              params={{ bin, traceId: link.traceId }}
              search={{ span: link.spanId }}
            >
              {link.traceId.slice(0, 8)}… / {link.spanId}
            </Link>
            <SmallAttributes attributes={link.attributes} />
          </li>
        ))}
      </ul>
    </section>
  );
}
