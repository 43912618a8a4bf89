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
/** ES modules that were required, to which nothing can be added. */
const patchedModules = new WeakSet<object>();

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;
type Resolve = (request: string, parent: unknown, isMain: boolean) => string;

export function hookLibraries(hooks: ReadonlyMap<string, LibraryHook>, context: HookContext): void {
  const loader = Module as unknown as { _load: Load; _resolveFilename: Resolve };
  const load = loader._load;
  loader._load = function (this: unknown, request, parent, isMain) {
    const exports = Reflect.apply(load, this, [request, parent, isMain]);
    const name = libraryOf(request, hooks);
    const hook = name === undefined ? undefined : hooks.get(name);
    if (hook !== undefined)
      attach(name as string, hook, exports, context, () => loader._resolveFilename(request, parent, isMain));
    return exports;
  };
  patchLoaded(hooks, context);
}

/**
 * For test runners with a module system of their own, which no loader reaches: loads what is installed of `names` through
 * their `require`, so that the tests get what was patched here.
 */
export function hookThrough(
  require: NodeJS.Require,
  names: readonly string[],
  hooks: ReadonlyMap<string, LibraryHook>,
  context: HookContext,
): void {
  for (const name of names) {
    const hook = hooks.get(name);
    if (hook === undefined) continue;
    try {
      const file = require.resolve(name, { paths: [process.cwd()] });
      attach(name, hook, require(file), context, () => file);
    } catch {
      // Not installed.
    }
  }
}

/** What was loaded before us: methods on prototypes can still be patched. */
function patchLoaded(hooks: ReadonlyMap<string, LibraryHook>, context: HookContext): void {
  const { _cache: cache } = Module as unknown as {
    _cache: Record<string, { exports: unknown; loaded: boolean } | undefined>;
  };
  for (const file of Object.keys(cache)) {
    const module = cache[file];
    const name = module?.loaded ? libraryOf(file, hooks) : undefined;
    const hook = name === undefined ? undefined : hooks.get(name);
    if (hook === undefined || module === undefined) continue;
    attach(name as string, hook, module.exports, context, () => file);
  }
}

/**
 * The library that a request stands for: `pg`, or the file of its main entry, which is how ES modules ask for it. Another
 * file of the same package is no library (`graphql/language/parser.js` has nothing to patch), unless it is listed: `ws`
 * has a main entry for ES modules that loads such files one by one.
 */
function libraryOf(request: string, hooks: ReadonlyMap<string, LibraryHook>): string | undefined {
  const name = packageOf(request);
  if (name === undefined || name === request) return name;
  for (const key of hooks.keys()) {
    if (key !== name && !key.startsWith(`${name}/`)) continue;
    if (key.endsWith('.js') ? isFile(request, key) : mainFileOf(key, request) === request) return key;
  }
  return undefined;
}

function isFile(request: string, key: string): boolean {
  return request.replaceAll('\\', '/').endsWith(`/node_modules/${key}`);
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
  if (Object.hasOwn(library, PATCHED) || patchedModules.has(library)) return;
  try {
    if (Object.isExtensible(library)) Object.defineProperty(library, PATCHED, { value: true });
    else patchedModules.add(library);
    hook(library as Record<string, unknown>, context, (file) => Module.createRequire(mainFile())(file));
  } catch (error) {
    context.warn(`${name} is not watched: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The package of a request: itself, or of a path the one below the last `node_modules`. Undefined for relative ones. */
export function packageOf(request: string): string | undefined {
  if (request.startsWith('.')) return undefined;
  if (!request.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(request)) return request;
  const parts = request.split(/[\\/]node_modules[\\/]/);
  if (parts.length < 2) return undefined;
  const [first = '', second = ''] = (parts[parts.length - 1] as string).split(/[\\/]/);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
