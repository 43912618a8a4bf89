/**
 * Bodies as exporters send them: each process of the shop batches its own spans and sends 512 of one resource
 * at a time, so the spans of one trace arrive in several requests.
 */
import { OtlpEncoder } from './encode-otlp.ts';
import { generateRecords } from './generate-records.ts';
import { type GenerateOptions, generateResources, generateSpans } from './generate-spans.ts';
import type { GeneratedResource } from './generated-span.ts';
import type { OtlpBody } from './otlp-writer.ts';

export const BODY_ITEMS = 512;

type BodyOptions = GenerateOptions & { startNanos: bigint };

export function* generateBodies(options: BodyOptions): Generator<OtlpBody> {
  const encoder = new OtlpEncoder(options.startNanos);
  for (const { resource, items } of batches(generateSpans(options))) yield encoder.spans(resource, items);
}

/** Log records and custom events of the same spans. */
export function* generateRecordBodies(options: BodyOptions): Generator<OtlpBody> {
  const encoder = new OtlpEncoder(options.startNanos);
  for (const { resource, items } of batches(generateRecords(options))) yield encoder.records(resource, items);
}

/** Valid until the next one is asked for. */
function* batches<Item extends { resource: GeneratedResource }>(
  all: Iterable<Item>,
): Generator<{ resource: GeneratedResource; items: Item[] }> {
  const resources = generateResources();
  const waiting: Item[][] = resources.map(() => []);
  for (const item of all) {
    const batch = waiting[item.resource.index]!;
    batch.push(item);
    if (batch.length < BODY_ITEMS) continue;
    yield { resource: item.resource, items: batch };
    batch.length = 0;
  }
  for (const [index, batch] of waiting.entries()) {
    if (batch.length > 0) yield { resource: resources[index]!, items: batch };
  }
}
