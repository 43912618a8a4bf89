/**
 * NestJS: errors, which it turns into answers by itself. Routes are named by the framework beneath it, Express or Fastify.
 */
import type { HookContext } from './hook-context.ts';
import { noteError } from './request-span.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

export function hookNestjs(
  _exports: Record<string, unknown>,
  _context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  const { ExceptionsHandler } = load('./exceptions/exceptions-handler.js') as {
    ExceptionsHandler?: { prototype: object };
  };
  wrapMethod(ExceptionsHandler?.prototype, 'next', (original) => {
    return function (...args) {
      attempt(() => noteError(args[0]));
      return Reflect.apply(original, this, args);
    };
  });
}
