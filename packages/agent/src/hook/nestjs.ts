/**
 * NestJS: errors, which it turns into answers by itself. Routes are named by the framework beneath it, Express or Fastify.
 */
import type { HookContext } from './hook-context.ts';
import { noteError } from './request-span.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

export function hookNestjs(
  exports: Record<string, unknown>,
  _context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  // Of ES modules, which it consists of from 12 on, this is the one that is handed out.
  const found = exports.ExceptionsHandler ?? load('./exceptions/exceptions-handler.js').ExceptionsHandler;
  const ExceptionsHandler = found as { prototype: object } | undefined;
  wrapMethod(ExceptionsHandler?.prototype, 'next', (original) => {
    return function (...args) {
      attempt(() => noteError(args[0]));
      return Reflect.apply(original, this, args);
    };
  });
}
