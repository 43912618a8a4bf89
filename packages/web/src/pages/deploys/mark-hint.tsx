import { CodeBlock } from './code-line.tsx';

/** How deploys come onto the charts, where there are none yet. */
export function MarkHint({ bin, address }: { bin: string; address: string | undefined }) {
  const where = address ?? window.location.origin;
  return (
    <section className="notice">
      <h1>No deploy in this range</h1>
      <p className="soft">
        A new <code>service.version</code> is seen by itself, with its first request. Anything else is marked
        by your pipeline; an ingest key in place of the token will do, too.
      </p>
      <CodeBlock
        text={`curl -X POST ${where}/api/bins/${bin}/markers -H 'content-type: application/json' -d '{"service":"web","version":"v414","text":"what changed"}'`}
      />
    </section>
  );
}
