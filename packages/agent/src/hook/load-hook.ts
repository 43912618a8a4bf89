/**
 * Runs a hook when its library is loaded, and never otherwise. CommonJS packages pass through
 * `Module._load` whether they are required or imported; a package that is already patched (loaded twice, or
 * two agents) is left alone.
 */
import Module from 'node:module';
import type { HookContext } from './hook-context.ts';

/**
 * Patches the exports of one library in place. Throwing is allowed: the library then runs unpatched. `load` requires a
 * file beside the library's main one (`./lib/channel.js`), for classes that it does not export.
 */
export type LibraryHook = (
  exports: Record<string, unknown>,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
) => void;

const PATCHED = Symbol.for('tracebin.patched');

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;
type Resolve = (request: string, parent: unknown, isMain: boolean) => string;

export function hookLibraries(hooks: ReadonlyMap<string, LibraryHook>, context: HookContext): void {
  const loader = Module as unknown as { _load: Load; _resolveFilename: Resolve };
  const load = loader._load;
  loader._load = function (this: unknown, request, parent, isMain) {
    const exports = Reflect.apply(load, this, [request, parent, isMain]);
    const name = packageOf(request);
    const hook = name === undefined ? undefined : hooks.get(name);
    if (hook !== undefined)
      attach(name as string, hook, exports, context, () => loader._resolveFilename(request, parent, isMain));
    return exports;
  };
  patchLoaded(hooks, context);
}

/** What was loaded before us: methods on prototypes can still be patched. */
function patchLoaded(hooks: ReadonlyMap<string, LibraryHook>, context: HookContext): void {
  const { _cache: cache } = Module as unknown as {
    _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
  };
  for (const file of Object.keys(cache)) {
    const name = packageOf(file);
    const hook = name === undefined ? undefined : hooks.get(name);
    const module = cache[file];
    if (hook === undefined || !module?.loaded || mainFileOf(name as string, file) !== file) continue;
    attach(name as string, hook, module.exports, context, () => file);
  }
}

function mainFileOf(name: string, from: string): string | undefined {
  try {
    return Module.createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

function attach(
  name: string,
  hook: LibraryHook,
  exports: unknown,
  context: HookContext,
  mainFile: () => string,
): void {
  if (exports === null || (typeof exports !== 'object' && typeof exports !== 'function')) return;
  const library = exports as Record<string | symbol, unknown>;
  if (Object.hasOwn(library, PATCHED)) return;
  try {
    Object.defineProperty(library, PATCHED, { value: true });
    hook(library as Record<string, unknown>, context, (file) => Module.createRequire(mainFile())(file));
  } catch (error) {
    context.warn(`${name} is not watched: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The package that a request stands for, when it is its main entry: `pg`, or a file path below
 * `node_modules/pg/` that is not in a nested folder of helpers. Undefined for relative requests.
 */
export function packageOf(request: string): string | undefined {
  if (request.startsWith('.')) return undefined;
  if (!request.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(request)) return request;
  const parts = request.split(/[\\/]node_modules[\\/]/);
  if (parts.length < 2) return undefined;
  const [first = '', second = ''] = (parts[parts.length - 1] as string).split(/[\\/]/);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
