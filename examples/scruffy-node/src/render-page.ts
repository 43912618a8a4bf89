import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Response } from 'express';

const tracer = trace.getTracer('scruffy');

/** Sends an EJS view, rendered in a span of its own, because no instrumentation knows EJS. */
export async function renderPage(response: Response, view: string, data: object): Promise<void> {
  const html = await tracer.startActiveSpan(
    `render ${view}.ejs`,
    { attributes: { 'template.name': `${view}.ejs` } },
    (span) =>
      new Promise<string>((resolve, reject) => {
        response.render(view, data, (error: Error | null, html) => (error ? reject(error) : resolve(html)));
      })
        .catch((error: Error) => {
          span.recordException(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
          throw error;
        })
        .finally(() => span.end()),
  );
  response.locals.keepPage?.(html);
  response.type('html').send(html);
}
