/**
 * AWS SDK 3: one span per command (`SQS SendMessage`), with its attempts over HTTP beneath it, which are the outgoing calls.
 * All clients share one class, in a package of its own.
 */
import { activeSpan, runWithSpan } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { findAwaitingPlace } from './code-place.ts';
import { endFailed } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { markPlace, noteDuration } from './repeated-call.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/aws-sdk', version: '' };

interface Answer {
  $metadata?: { requestId?: string; attempts?: number };
}

export function hookAwsSdk(exports: Record<string, unknown>, context: HookContext): void {
  wrapMethod((exports.Client as { prototype?: object } | undefined)?.prototype, 'send', (original) => {
    return function (...args) {
      const { serviceId } = (this as { config?: { serviceId?: string } }).config ?? {};
      const span = attempt(() => begin(context, serviceId, args[0]));
      if (span === undefined) return Reflect.apply(original, this, args);
      const callbackAt = args.findIndex((argument) => typeof argument === 'function');
      if (callbackAt > 0) {
        const callback = args[callbackAt] as Method;
        args[callbackAt] = function (this: unknown, ...result: unknown[]) {
          end(span, result[0], result[1]);
          return Reflect.apply(callback, this, result);
        };
      }
      let result: unknown;
      try {
        result = runWithSpan(span, () => Reflect.apply(original, this, args));
      } catch (error) {
        endFailed(span, error);
        throw error;
      }
      return result instanceof Promise
        ? result.then(
            (answer) => {
              end(span, undefined, answer);
              return answer;
            },
            (error) => {
              end(span, error, error);
              throw error;
            },
          )
        : result;
    };
  });
}

function begin(context: HookContext, service = 'AWS', command: unknown): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return undefined;
  const method = (command as object).constructor.name.replace(/Command$/, '');
  const name = `${service} ${method}`;
  const span = context.spans.startChild(parent, name, Kind.internal, SCOPE);
  span.attributes = {
    'rpc.system.name': 'aws-api',
    'rpc.service': service,
    'rpc.method': `${service}/${method}`,
  };
  markPlace(span, name);
  return span;
}

function end(span: RecordedSpan, error: unknown, answer: unknown): void {
  attempt(() => {
    const { requestId, attempts } = (answer as Answer | undefined)?.$metadata ?? {};
    span.setAttribute('aws.request_id', requestId);
    // More than one where the service was asked again.
    span.setAttribute('aws.attempts', attempts);
  });
  if (error) endFailed(span, error);
  else span.end();
  noteDuration(span, span.name, findAwaitingPlace);
}
