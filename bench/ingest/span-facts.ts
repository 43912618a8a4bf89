import { type GenerateOptions, generateSpans } from '../spans/generate-spans.ts';

/** What the queries look for in the generated spans, and what they must find. */
export interface SpanFacts {
  /** A trace from the middle of the range that went through three services. */
  traceId: string;
  traceSpans: number;
  /** Its start, nanoseconds after the start of the range. */
  traceStart: number;
  /** A user with few spans. */
  rareUser: string;
}

const RARE_USER_DIGITS = 5;

export function findFacts(options: GenerateOptions): SpanFacts {
  const facts: SpanFacts = { traceId: '', traceSpans: 0, traceStart: 0, rareUser: '' };
  let count = 0;
  let pending = '';
  let pendingSpans = 0;
  for (const span of generateSpans(options)) {
    if (++count < options.spans / 2) continue;
    const traceId = Buffer.from(span.traceId).toString('hex');
    if (traceId !== pending) {
      if (facts.traceId !== '' && facts.rareUser !== '') return facts;
      pending = traceId;
      pendingSpans = 0;
    }
    pendingSpans++;
    const isRoot = span.parentSpanId.every((byte) => byte === 0);
    // The root comes last, so its trace is complete; the first trace seen may have begun before the middle.
    if (isRoot && facts.traceId === '' && pendingSpans >= 10 && count > options.spans / 2 + 100) {
      facts.traceId = traceId;
      facts.traceSpans = pendingSpans;
      facts.traceStart = span.start;
    }
    const user = span.values[span.keys.indexOf('user.id')];
    if (isRoot && facts.rareUser === '' && typeof user === 'string' && user.length === 2 + RARE_USER_DIGITS) {
      facts.rareUser = user;
    }
  }
  return facts;
}
