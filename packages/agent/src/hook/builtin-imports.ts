/**
 * Modules of Node itself that ES modules import, where no loader of CommonJS comes by: the hook runs when the first import
 * of one is resolved, in versions of Node that let us see that in the same thread (22.15, 23.5 and later).
 */
import Module from 'node:module';
import type { HookContext } from './hook-context.ts';
import type { LibraryHook } from './load-hook.ts';

type Next = (specifier: string, context: object) => unknown;
type Resolve = (specifier: string, context: object, next: Next) => unknown;
type RegisterHooks = (hooks: { resolve: Resolve }) => { deregister(): void };

export function hookBuiltinImports(hooks: ReadonlyMap<string, LibraryHook>, context: HookContext): void {
  const { registerHooks } = Module as unknown as { registerHooks?: RegisterHooks };
  if (registerHooks === undefined) return;
  const waiting = new Set(['node:sqlite']);
  const registered = registerHooks({
    resolve(specifier, about, next) {
      if (waiting.delete(specifier)) {
        try {
          const module = process.getBuiltinModule(specifier) as unknown as
            | Record<string, unknown>
            | undefined;
          if (module) hooks.get(specifier)?.(module, context, () => ({}));
        } catch {
          // A Node without it: the app is told by Node.
        }
        if (waiting.size === 0) registered.deregister();
      }
      return next(specifier, about);
    },
  });
}
