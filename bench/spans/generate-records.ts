/**
 * Log records and custom events of the shop's spans. They stand beside the spans and draw from a stream of chance of their
 * own, so that the spans of a seed are the same with and without them.
 *
 * What the tests hold it to: one log for twenty spans (most about requests that went well, a warning for each slow one and
 * an error for each failure), one custom event for a hundred, all of spans that exist and while these lasted.
 */
import { SpanKind, StatusCode } from '@tracebin/model';
import { type GenerateOptions, generateSpans } from './generate-spans.ts';
import type { GeneratedRecord } from './generated-record.ts';
import { Double, type GeneratedSpan } from './generated-span.ts';
import { Random } from './random.ts';

const SLOW_NANOS = 500e6;
/** Of entry spans, which are one in ten: nearly one log for twenty spans, and one event for a hundred. */
const LOGGED_SHARE = 0.45;
const EVENT_SHARE = 0.1;

export function* generateRecords(options: GenerateOptions): Generator<GeneratedRecord> {
  const random = new Random((options.seed ?? 1) ^ 0x10c5);
  for (const span of generateSpans(options)) {
    if (span.kind !== SpanKind.server && span.kind !== SpanKind.consumer) continue;
    yield* logsOf(span, random);
    if (random.chance(EVENT_SHARE)) yield eventOf(span, random);
  }
}

function* logsOf(span: GeneratedSpan, random: Random): Generator<GeneratedRecord> {
  const took = (span.duration / 1e6).toFixed(1);
  if (random.chance(LOGGED_SHARE)) {
    const isRoutine = random.chance(0.2);
    yield log(span, random, isRoutine ? DEBUG : INFO, `${span.name} answered in ${took} ms`, {
      'log.logger': `${span.resource.service}.access`,
      'thread.id': 1 + random.below(8),
    });
  }
  if (span.duration > SLOW_NANOS) {
    yield log(span, random, WARN, `${span.name} took ${took} ms, longer than 500 ms`, {
      'log.logger': `${span.resource.service}.slow`,
      'retry.attempt': random.below(3),
    });
  }
  if (span.status === StatusCode.error) {
    yield log(span, random, ERROR, `${span.name} failed: ${span.statusMessage}`, {
      'log.logger': `${span.resource.service}.errors`,
      ...span.exception,
    });
  }
}

function log(
  span: GeneratedSpan,
  random: Random,
  [severity, severityText]: Severity,
  body: string,
  attributes: GeneratedRecord['attributes'],
): GeneratedRecord {
  return { ...placeIn(span, random), severity, severityText, body, eventName: '', attributes };
}

/** What a shop counts for itself. */
function eventOf(span: GeneratedSpan, random: Random): GeneratedRecord {
  const name = random.pick(['basket.changed', 'basket.changed', 'order.placed', 'search.refined']);
  return {
    ...placeIn(span, random),
    severity: 0,
    severityText: '',
    body: '',
    eventName: name,
    attributes: {
      'shop.channel': random.pick(['web', 'web', 'app', 'partner']),
      'shop.currency': random.pick(['EUR', 'EUR', 'CHF', 'USD']),
      'shop.items': 1 + random.skewed(20),
      'shop.total': new Double(Math.round(random.logNormal(4000, 1)) / 100),
      'shop.returning': random.chance(0.3),
    },
  };
}

function placeIn(span: GeneratedSpan, random: Random) {
  const { resource, traceId, spanId, start, duration } = span;
  return { resource, traceId, spanId, time: start + Math.floor(random.fraction() * (duration + 1)) };
}

type Severity = readonly [number, string];
const DEBUG: Severity = [5, 'DEBUG'];
const INFO: Severity = [9, 'INFO'];
const WARN: Severity = [13, 'WARN'];
const ERROR: Severity = [17, 'ERROR'];
