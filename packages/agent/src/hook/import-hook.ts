/**
 * Runs the hooks of libraries that an app imports as real ES modules, whose exports nobody can replace from outside. So a
 * line is added at the end of the module that makes them: it hands its own variables out, to be read and set. Newer Nodes
 * (22.15, 23.5) let us add it in the same thread; others run what adds it in one of its own, which takes some 20 ms. Only apps
 * that depend on such a library have either.
 */
import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import type { App } from '../load/app-instrumentations.ts';
import type { HookContext } from './hook-context.ts';
import type { LibraryHook } from './load-hook.ts';

interface ImportedLibrary {
  library: string;
  /** End of the URL of the module that makes the exports. */
  file: string;
  /** Variables of that module, by the names under which the hook knows them. */
  variables: Record<string, string>;
  /** Told by its package.json: earlier versions have the same file and are loaded as CommonJS, which needs none of this. */
  isImported?: (manifest: { type?: string; exports?: unknown }) => boolean;
}

const IMPORTED: readonly ImportedLibrary[] = [
  {
    library: '@nestjs/core',
    file: '/node_modules/@nestjs/core/exceptions/exceptions-handler.js',
    variables: { ExceptionsHandler: 'ExceptionsHandler' },
    isImported: ({ type }) => type === 'module',
  },
  {
    library: 'graphql',
    file: '/node_modules/graphql/execution/execute.mjs',
    variables: { execute: 'execute' },
    isImported: ({ exports }) => exports !== undefined,
  },
  { library: 'ejs', file: '/node_modules/ejs/lib/esm/ejs.js', variables: { default: 'ejs' } },
  { library: 'hono', file: '/node_modules/hono/dist/hono.js', variables: { Hono: 'Hono' } },
  {
    library: 'node-cron',
    file: '/node_modules/node-cron/dist/node-cron.js',
    variables: { schedule: 'schedule', createTask: 'createTask', default: 'nodeCron' },
  },
];

interface Ending {
  file: string;
  ending: string;
}

interface Loaded {
  format?: string;
  source?: string | ArrayBuffer | Uint8Array | null;
}

type Load = (url: string, context: object, next: (url: string, context: object) => Loaded) => Loaded;
type RegisterHooks = (hooks: { load: Load }) => unknown;

const RECEIVER = 'tracebin.imported';

/** Runs in the thread of the loader, which knows nothing of the app's globals. */
const LOADER = `
let wanted = [];
export function initialize(data) {
  wanted = data;
}
export async function load(url, context, next) {
  const loaded = await next(url, context);
  const found = wanted.find(({ file }) => url.endsWith(file));
  if (!found || loaded.format !== 'module' || !loaded.source) return loaded;
  const { source } = loaded;
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  return { ...loaded, source: text + found.ending };
}
`;

export function hookImports(
  hooks: ReadonlyMap<string, LibraryHook>,
  context: HookContext,
  { dependencies, manifestFile }: App,
): void {
  const wanted = IMPORTED.filter(
    (imported) => dependencies.includes(imported.library) && hasModule(imported, dirname(manifestFile)),
  );
  if (wanted.length === 0) return;
  Object.defineProperty(globalThis, Symbol.for(RECEIVER), {
    value: (library: string, exports: Record<string, unknown>) => {
      try {
        hooks.get(library)?.(exports, context, () => ({}));
      } catch (error) {
        context.warn(`${library} is not watched: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  });
  const data = wanted.map(({ library, file, variables }) => ({ file, ending: endingOf(library, variables) }));
  const { registerHooks } = Module as unknown as { registerHooks?: RegisterHooks };
  if (registerHooks) {
    registerHooks({ load: (url, about, next) => withEnding(next(url, about), url, data) });
    return;
  }
  Module.register(`data:text/javascript,${encodeURIComponent(LOADER)}`, { parentURL: 'data:', data });
}

/** Whether the version that is installed for the app has the file, as a module. Where none is found, it may have. */
function hasModule({ library, file, isImported = () => true }: ImportedLibrary, folder: string): boolean {
  for (let current = folder; ; current = dirname(current)) {
    const manifest = join(current, 'node_modules', library, 'package.json');
    if (existsSync(manifest))
      return existsSync(join(current, file)) && isImported(JSON.parse(readFileSync(manifest, 'utf8')));
    if (dirname(current) === current) return true;
  }
}

/** The same in this thread. */
function withEnding(loaded: Loaded, url: string, wanted: readonly Ending[]): Loaded {
  const found = wanted.find(({ file }) => url.endsWith(file));
  if (!found || loaded.format !== 'module' || !loaded.source) return loaded;
  const { source } = loaded;
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  return { ...loaded, source: text + found.ending };
}

function endingOf(library: string, variables: Record<string, string>): string {
  const handles = Object.entries(variables)
    .map(
      ([name, variable]) =>
        `get ${name}() { return ${variable}; }, set ${name}(value) { ${variable} = value; }`,
    )
    .join(', ');
  return `\n;globalThis[Symbol.for('${RECEIVER}')]?.('${library}', { ${handles} });\n`;
}
