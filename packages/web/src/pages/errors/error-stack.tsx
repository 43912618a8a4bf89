import { useQuery } from '@tanstack/react-query';
import type { ErrorOccurrence, SpanAnswer } from '@tracebin/model';
import { spanQuery } from '../../api/queries.ts';
import { CopyButton } from '../../controls/copy-text.tsx';

/** The stack of the newest error, where its span has one. */
export function ErrorStack({ bin, newest }: { bin: string; newest: ErrorOccurrence }) {
  const { data } = useQuery(spanQuery(bin, newest.traceId, newest.spanId));
  const stack = data === undefined ? undefined : stackOf(data);
  if (stack === undefined) return null;
  return (
    <section>
      <div className="sec">
        <h2>Stack of the newest</h2>
        <span className="right">
          <CopyButton text={stack} name="Copy the stack" />
        </span>
      </div>
      <pre className="code wrap">{stack}</pre>
    </section>
  );
}

function stackOf({ events }: SpanAnswer): string | undefined {
  for (const { attributes } of events) {
    const value = attributes.find(({ key }) => key === 'exception.stacktrace')?.value;
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
