import type { SpanAnswer } from '@tracebin/model';
import { withoutControls } from '../layout/readable-text.ts';
import { detailText } from '../layout/span-label.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { textAttribute } from './attribute-text.ts';
import { CodeBlock } from './code-block.tsx';

/** Which attribute holds what the span did, by what it is called. */
const STATEMENTS: readonly [key: string, title: string][] = [
  ['db.query.text', 'Statement'],
  ['url.full', 'URL'],
  ['messaging.destination.name', 'Destination'],
  ['url.path', 'Path'],
];

/** The statement, URL or destination in full, with the place in the code where the sender gave one. */
export function SpanStatement({
  layout,
  at,
  answer,
}: {
  layout: TraceLayout;
  at: number;
  answer: SpanAnswer;
}) {
  const known = STATEMENTS.map(([key, title]) => ({
    title,
    text: textAttribute(answer.attributes, key),
  })).find(({ text }) => text !== '');
  const detail = withoutControls(detailText(layout, at));
  const statement = known ?? (detail === '' ? null : { title: 'Detail', text: detail });
  const file = textAttribute(answer.attributes, 'code.file.path');
  const line = textAttribute(answer.attributes, 'code.line.number');
  const called = textAttribute(answer.attributes, 'code.function.name');
  return (
    <>
      {statement !== null && <CodeBlock title={statement.title} text={statement.text} />}
      {file !== '' && (
        <section>
          <h3>Code</h3>
          <p className="mono trace-wrap">
            <bdi>{line === '' ? file : `${file}:${line}`}</bdi>
            {called !== '' && <bdi className="muted"> {called}</bdi>}
          </p>
        </section>
      )}
    </>
  );
}
