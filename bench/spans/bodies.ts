/**
 * Bodies as exporters send them: each process of the shop batches its own spans and sends 512 of one resource
 * at a time, so the spans of one trace arrive in several requests.
 */
import { type OtlpBody, OtlpEncoder } from './encode-otlp.ts';
import { type GenerateOptions, generateResources, generateSpans } from './generate-spans.ts';
import type { GeneratedSpan } from './generated-span.ts';

export const BODY_SPANS = 512;

export function* generateBodies(options: GenerateOptions & { startNanos: bigint }): Generator<OtlpBody> {
  const encoder = new OtlpEncoder();
  const resources = generateResources();
  const waiting: GeneratedSpan[][] = resources.map(() => []);
  for (const span of generateSpans(options)) {
    const batch = waiting[span.resource.index]!;
    batch.push(span);
    if (batch.length === BODY_SPANS) {
      yield encoder.encode(span.resource, batch, options.startNanos);
      batch.length = 0;
    }
  }
  for (const [index, batch] of waiting.entries()) {
    if (batch.length > 0) yield encoder.encode(resources[index]!, batch, options.startNanos);
  }
}
