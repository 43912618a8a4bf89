/**
 * amqplib, with promises and with callbacks: each publish, on a confirm channel until the broker has confirmed it, and the
 * work on each message: until the handler's promise settles, or until the message is acknowledged, for half an hour at most.
 */
import { runWithSpan } from '../record/context.ts';
import type { RecordedSpan } from '../record/span.ts';
import { endFailed, endWith } from './end-with.ts';
import type { HookContext } from './hook-context.ts';
import { beginSend, beginWork, withTrace } from './message-spans.ts';
import { Unacknowledged } from './unacknowledged.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/amqplib', version: '' };
const SYSTEM = 'rabbitmq';
const UNCONFIRMED = Symbol('tracebin.unconfirmed');

interface Message {
  fields: { exchange: string; routingKey: string; redelivered?: boolean; deliveryTag: number };
  properties: { headers?: Record<string, unknown>; messageId?: string };
}
type Consumer = (message: Message | null) => unknown;
interface Confirming {
  [UNCONFIRMED]?: RecordedSpan | undefined;
}
type Classes = Record<string, (new () => unknown) | undefined>;

const unacknowledged = new Unacknowledged();

export function hookAmqplib(
  _exports: Record<string, unknown>,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  const models = [load('./lib/channel_model.js'), load('./lib/callback_model.js')] as Classes[];
  const base = (load('./lib/channel.js') as Classes).BaseChannel?.prototype;
  wrapMethod(base, 'sendMessage', (original) => traceSend(context, original, models));
  wrapMethod(base, 'pushConfirmCallback', endWithConfirm);
  for (const { Channel } of models) {
    wrapMethod(Channel?.prototype, 'consume', (original) => traceConsume(context, original));
    for (const name of ['ack', 'nack', 'reject'])
      wrapMethod(Channel?.prototype, name, endWithAcknowledgement);
    for (const name of ['ackAll', 'nackAll']) wrapMethod(Channel?.prototype, name, endWithAll);
  }
}

function traceSend(context: HookContext, original: Method, models: Classes[]): Method {
  return function (...args) {
    const fields = args[0] as { exchange: string; routingKey: string; headers?: unknown; messageId?: string };
    const span = beginSend(context, SCOPE, {
      system: SYSTEM,
      destination: fields.exchange || lasting(fields.routingKey),
      id: fields.messageId,
    });
    if (span === undefined) return Reflect.apply(original, this, args);
    // Made by the library for this message; the headers in it are the app's.
    fields.headers = withTrace(span, fields.headers);
    const isConfirmed = models.some(
      ({ ConfirmChannel: confirming }) => confirming && this instanceof confirming,
    );
    if (!isConfirmed) return endWith(span, () => Reflect.apply(original, this, args));
    try {
      const result = Reflect.apply(original, this, args);
      (this as Confirming)[UNCONFIRMED] = span;
      return result;
    } catch (error) {
      endFailed(span, error);
      throw error;
    }
  };
}

function endWithConfirm(original: Method): Method {
  return function (...args) {
    const channel = this as Confirming;
    const span = channel[UNCONFIRMED];
    if (span !== undefined) {
      channel[UNCONFIRMED] = undefined;
      const callback = args[0];
      args[0] = function (this: unknown, ...result: unknown[]) {
        if (result[0]) endFailed(span, result[0]);
        else span.end();
        return typeof callback === 'function' ? Reflect.apply(callback, this, result) : undefined;
      };
    }
    return Reflect.apply(original, this, args);
  };
}

function traceConsume(context: HookContext, original: Method): Method {
  return function (...args) {
    const [queue, consumer, options] = args as [string, Consumer, { noAck?: boolean } | undefined];
    if (typeof consumer !== 'function') return Reflect.apply(original, this, args);
    const channel = this;
    args[1] = function (this: unknown, message: Message | null) {
      const work = () => Reflect.apply(consumer, this, [message]);
      // The broker says that the queue is gone.
      if (message === null) return work();
      const span = attempt(() => beginMessage(context, queue, message));
      if (span === undefined) return work();
      if (options?.noAck !== true) unacknowledged.add(message, channel, message.fields.deliveryTag, span);
      return runConsumer(span, message, work);
    };
    return Reflect.apply(original, this, args);
  };
}

function runConsumer(span: RecordedSpan, message: Message, work: () => unknown): unknown {
  let result: unknown;
  try {
    result = runWithSpan(span, work);
  } catch (error) {
    unacknowledged.forget(message);
    endFailed(span, error);
    throw error;
  }
  if (result instanceof Promise) {
    unacknowledged.forget(message);
    return endWith(span, () => result);
  }
  if (unacknowledged.has(message)) unacknowledged.wait(message);
  else span.end();
  return result;
}

function endWithAcknowledgement(original: Method): Method {
  return function (...args) {
    attempt(() => {
      const message = args[0] as Message;
      // A rejection is of one message only; the others may be of all up to this one.
      if (args[1] === true && original.name !== 'reject')
        unacknowledged.endUpTo(this, message.fields.deliveryTag);
      unacknowledged.end(message);
    });
    return Reflect.apply(original, this, args);
  };
}

function endWithAll(original: Method): Method {
  return function (...args) {
    attempt(() => unacknowledged.endUpTo(this, Number.POSITIVE_INFINITY));
    return Reflect.apply(original, this, args);
  };
}

function beginMessage(context: HookContext, queue: string, message: Message): RecordedSpan | undefined {
  const { headers = {}, messageId } = message.properties;
  const facts = {
    system: SYSTEM,
    destination: lasting(queue),
    id: messageId,
    attempt: attemptOf(headers, message.fields.redelivered === true),
  };
  return beginWork(context, SCOPE, facts, headers);
}

/** Quorum queues count deliveries; a dead-letter exchange counts rounds; others only say that it is not the first. */
function attemptOf(headers: Record<string, unknown>, isRedelivered: boolean): number {
  const deaths = headers['x-death'];
  const rounds = Array.isArray(deaths)
    ? Number((deaths[0] as { count?: unknown } | undefined)?.count) || 0
    : 0;
  const deliveries = Number(headers['x-delivery-count']) || 0;
  return 1 + Math.max(rounds, deliveries, isRedelivered ? 1 : 0);
}

/** Queues that the broker named for one connection have a random name. */
function lasting(name: string): string {
  return /^amq\.(gen-|rabbitmq\.reply-to)/.test(name) ? '(temporary)' : name;
}
