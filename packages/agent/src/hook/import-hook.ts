/**
 * Runs the hooks of what an app imports past `require`: libraries that are real ES modules, and modules of Node itself.
 * Newer Nodes (22.15, 23.5) show us each import in the same thread; for older ones see older-imports.ts.
 */
import Module from 'node:module';
import type { HookContext } from './hook-context.ts';
import { findWanted, RECEIVER } from './imported-libraries.ts';
import type { LibraryHook } from './load-hook.ts';
import { followOlderImports } from './older-imports.ts';

interface Loaded {
  format?: string;
  source?: string | ArrayBuffer | Uint8Array | null;
}

type Next<Result> = (which: string, about: object) => Result;
interface SyncHooks {
  resolve?: (specifier: string, about: object, next: Next<{ url: string }>) => { url: string };
  load?: (url: string, about: object, next: Next<Loaded>) => Loaded;
}
type RegisterHooks = (hooks: SyncHooks) => unknown;

const BUILTIN = 'node:sqlite';

export function hookImports(hooks: ReadonlyMap<string, LibraryHook>, context: HookContext): void {
  const receive = (library: string, exports: Record<string, unknown>) => {
    try {
      hooks.get(library)?.(exports, context, () => ({}));
    } catch (error) {
      context.warn(`${library} is not watched: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  Object.defineProperty(globalThis, Symbol.for(RECEIVER), { value: receive });
  const { registerHooks } = Module as unknown as { registerHooks?: RegisterHooks };
  if (registerHooks === undefined) followOlderImports();
  else followImports(registerHooks, receive);
}

/** Sources are looked at only from the first wanted module on: most apps have none. */
function followImports(
  registerHooks: RegisterHooks,
  receive: (library: string, exports: Record<string, unknown>) => void,
): void {
  let builtinSeen = false;
  let loading = false;
  registerHooks({
    resolve(specifier, about, next) {
      if (specifier === BUILTIN && !builtinSeen) {
        builtinSeen = true;
        // Undefined where Node has none: the app is told by Node.
        const module = process.getBuiltinModule(BUILTIN) as unknown as Record<string, unknown> | undefined;
        if (module) receive(BUILTIN, module);
      }
      const resolved = next(specifier, about);
      if (!loading && findWanted(resolved.url)) {
        loading = true;
        registerHooks({ load: (url, aboutLoad, load) => withEnding(load(url, aboutLoad), url) });
      }
      return resolved;
    },
  });
}

function withEnding(loaded: Loaded, url: string): Loaded {
  const { format, source } = loaded;
  const found = findWanted(url);
  if (!found || format !== 'module' || !source) return loaded;
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  return { ...loaded, source: text + found.ending };
}
