/** kafkajs: sends, per topic, and the work on each message or batch; the trace travels in the headers of messages. */
import { extractParent } from '../record/propagation.ts';
import type { RecordedSpan } from '../record/span.ts';
import type { HookContext } from './hook-context.ts';
import { beginSend, beginWork, type Carrier, runSend, runWork, withTrace } from './message-spans.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/kafkajs', version: '' };
const SYSTEM = 'kafka';

interface KafkaMessage {
  headers?: Carrier;
  offset?: string;
}
interface TopicMessages {
  topic: string;
  messages: KafkaMessage[];
}
interface Handlers {
  eachMessage?: (payload: { topic: string; partition: number; message: KafkaMessage }) => Promise<void>;
  eachBatch?: (payload: { batch: { topic: string; messages: KafkaMessage[] } }) => Promise<void>;
}

/** Producers that sent a batch are linked to the work on it; more say nothing. */
const MAX_LINKS = 32;

export function hookKafkajs(exports: Record<string, unknown>, context: HookContext): void {
  const prototype = (exports.Kafka as { prototype?: object } | undefined)?.prototype;
  wrapMethod(prototype, 'producer', (original) => {
    return function (...args) {
      const producer = Reflect.apply(original, this, args) as Record<string, unknown>;
      traceSends(context, producer);
      wrapMethod(producer, 'transaction', (begin) => {
        return async function (...rest) {
          const transaction = await Reflect.apply(begin, this, rest);
          traceSends(context, transaction as Record<string, unknown>);
          return transaction;
        };
      });
      return producer;
    };
  });
  wrapMethod(prototype, 'consumer', (original) => {
    return function (...args) {
      const consumer = Reflect.apply(original, this, args) as object;
      wrapMethod(consumer, 'run', (run) => {
        return function (...rest) {
          rest[0] = watchedHandlers(context, rest[0] as Handlers | undefined);
          return Reflect.apply(run, this, rest);
        };
      });
      return consumer;
    };
  });
}

function traceSends(context: HookContext, producer: Record<string, unknown>): void {
  wrapMethod(producer, 'send', (send) =>
    traced(
      context,
      send,
      (record) => [record as TopicMessages],
      (_record, topics) => topics[0],
    ),
  );
  wrapMethod(producer, 'sendBatch', (send) =>
    traced(
      context,
      send,
      (batch) => (batch as { topicMessages: TopicMessages[] }).topicMessages,
      (batch, topicMessages) => ({ ...(batch as object), topicMessages }),
    ),
  );
}

function traced(
  context: HookContext,
  send: Method,
  topicsOf: (argument: unknown) => TopicMessages[],
  withTopics: (argument: unknown, topics: TopicMessages[]) => unknown,
): Method {
  return function (...args) {
    const spans: RecordedSpan[] = [];
    const topics = attempt(() =>
      topicsOf(args[0]).map((record) => {
        const { topic, messages } = record;
        const span = beginSend(context, SCOPE, {
          system: SYSTEM,
          destination: topic,
          count: messages.length,
        });
        if (span === undefined) return record;
        spans.push(span);
        const marked = messages.map((message) => ({ ...message, headers: withTrace(span, message.headers) }));
        return { ...record, messages: marked };
      }),
    );
    if (topics !== undefined) args[0] = withTopics(args[0], topics);
    const run = () => Reflect.apply(send, this, args);
    return spans.reduceRight((inner, span) => () => runSend(span, inner), run)();
  };
}

function watchedHandlers(context: HookContext, handlers: Handlers | undefined): Handlers | undefined {
  const { eachMessage, eachBatch } = handlers ?? {};
  const watched: Handlers = { ...handlers };
  if (typeof eachMessage === 'function')
    watched.eachMessage = (payload) => {
      const { topic, partition, message } = payload;
      const facts = { system: SYSTEM, destination: topic, id: `${partition}:${message.offset}` };
      return runWork(beginWork(context, SCOPE, facts, message.headers), async () => eachMessage(payload));
    };
  if (typeof eachBatch === 'function')
    watched.eachBatch = (payload) => {
      const { topic, messages } = payload.batch;
      const facts = { system: SYSTEM, destination: topic, count: messages.length };
      const span = beginWork(context, SCOPE, facts, undefined);
      if (span !== undefined) attempt(() => linkSenders(span, messages));
      return runWork(span, async () => eachBatch(payload));
    };
  return handlers === undefined ? undefined : watched;
}

/** A batch has many senders: none of them is the parent. */
function linkSenders(span: RecordedSpan, messages: KafkaMessage[]): void {
  const seen = new Set<string>();
  for (const { headers } of messages) {
    const traceparent = String(headers?.traceparent ?? '');
    if (seen.size >= MAX_LINKS) break;
    if (seen.has(traceparent) || extractParent({ traceparent }) === undefined) continue;
    seen.add(traceparent);
    const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
    span.addLink({ context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16) } });
  }
}
