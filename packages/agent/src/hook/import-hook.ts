/**
 * Runs the hooks of libraries that an app imports as real ES modules, whose exports nobody can replace from outside. So a
 * line is added at the end of the module that makes them: it hands its own variables out, to be read and set. Node runs what
 * adds it in a thread, which takes some 20 ms: only apps that depend on such a library have it.
 */
import Module from 'node:module';
import type { HookContext } from './hook-context.ts';
import type { LibraryHook } from './load-hook.ts';

interface ImportedLibrary {
  library: string;
  /** End of the URL of the module that makes the exports. */
  file: string;
  /** Variables of that module, by the names under which the hook knows them. */
  variables: Record<string, string>;
}

const IMPORTED: readonly ImportedLibrary[] = [
  { library: 'hono', file: '/node_modules/hono/dist/hono.js', variables: { Hono: 'Hono' } },
  {
    library: 'node-cron',
    file: '/node_modules/node-cron/dist/node-cron.js',
    variables: { schedule: 'schedule', createTask: 'createTask', default: 'nodeCron' },
  },
];

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

/** @param dependencies of the app, by its package.json */
export function hookImports(
  hooks: ReadonlyMap<string, LibraryHook>,
  context: HookContext,
  dependencies: readonly string[],
): void {
  const wanted = IMPORTED.filter(({ library }) => dependencies.includes(library));
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
  Module.register(`data:text/javascript,${encodeURIComponent(LOADER)}`, { parentURL: 'data:', data });
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
