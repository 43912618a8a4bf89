import { findErrors, type SpanIndex, stableHash } from '@tracebin/model';
import type { ErrorRow } from './derived-rows.ts';
import type { TraceFacts } from './trace-facts.ts';

const MAX_MESSAGE_LENGTH = 1_000;
/** A trace that fails a thousand times says no more than one that fails a hundred times. */
const MAX_ERRORS_PER_TRACE = 100;

export function errorRows(facts: TraceFacts): ErrorRow[] {
  const { tree, spans, strings } = facts;
  return findErrors(tree, spans.status)
    .slice(0, MAX_ERRORS_PER_TRACE)
    .map(({ row }) => {
      const span = tree.order[row]!;
      const exception = facts.exceptions[span];
      const details = facts.attributes[span]!;
      const service = strings[spans.service[span]!]!;
      const type = exception?.type || details['error.type'] || '';
      const message = (exception?.message || facts.statusMessage[span]!).slice(0, MAX_MESSAGE_LENGTH);
      const place = placeOfError(facts, span);
      const shape = shapeOfMessage(message);
      return {
        bin: facts.bin,
        traceId: facts.traceId,
        expiresAt: facts.expiresAt,
        time: facts.start + BigInt(spans.start[span]!),
        spanId: spans.spanId[span]!,
        service,
        transaction: facts.names[facts.transactions.of[row]!]!,
        type,
        shape,
        message,
        place,
        version: facts.resource[span]!['service.version'] ?? '',
        environment: facts.environments[facts.transactions.of[row]!]!,
        group: stableHash([service, type, place, shape].join('\0')),
        sampleRate: facts.sampleRate[span]!,
      };
    });
}

/** Values of a message in the order in which they are taken out: what is quoted, ids, hex, numbers. */
export function shapeOfMessage(message: string): string {
  return message
    .replace(/"[^"\n]{0,500}"|'[^'\n]{0,500}'|`[^`\n]{0,500}`/g, '?')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '?')
    .replace(/\b0x[0-9a-f]+\b|\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '?')
    .replace(/\d+(?:[.:]\d+)*/g, '?');
}

function placeOfError(facts: TraceFacts, span: SpanIndex): string {
  const frame = topFrame(facts.exceptions[span]?.stacktrace ?? '');
  if (frame !== undefined) return frame;
  const details = facts.attributes[span]!;
  return (
    details['code.function.name'] ?? details['code.file.path'] ?? facts.strings[facts.spans.name[span]!]!
  );
}

/** Function or file of the topmost frame that is no library's: lines move with every change and are left out. */
function topFrame(stacktrace: string): string | undefined {
  const lines = stacktrace.split('\n').map((line) => line.trim());
  const javascript = lines.filter((line) => line.startsWith('at '));
  const own = javascript.find((line) => !/node_modules|node:internal|\(node:/.test(line)) ?? javascript[0];
  if (own !== undefined) {
    const parts = /^at (?:async )?(?:([^(]+) \()?(?:file:\/\/)?([^()]*?)(?::\d+){0,2}\)?$/.exec(own);
    return parts?.[1]?.trim() || parts?.[2] || undefined;
  }
  // Python prints the place where it happened last.
  const python = lines.filter((line) => /^File "/.test(line));
  const ownPython =
    python.filter((line) => !/site-packages|dist-packages/.test(line)).at(-1) ?? python.at(-1);
  const parts = ownPython === undefined ? null : /^File "([^"]+)", line \d+, in (.+)$/.exec(ownPython);
  return parts === null ? undefined : `${parts[2]} (${parts[1]})`;
}
