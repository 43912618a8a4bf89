/**
 * Libraries that are real ES modules where they are imported. Nobody can replace their exports from outside, so a line is
 * added at the end of the module that makes them: it hands its own variables out, to be read and set.
 */

interface ImportedLibrary {
  library: string;
  /** End of the URL of the module that makes the exports, in whatever folder a package manager puts packages. */
  file: string;
  /** Variables of that module, by the names under which the hook knows them; none where a build names them anew each time. */
  variables?: Record<string, string>;
}

/** The global that is told. Read by modules of the app, where nothing of ours is in scope. */
export const RECEIVER = 'tracebin.imported';

const LIBRARIES: readonly ImportedLibrary[] = [
  // A class, whose methods can be replaced wherever it is.
  { library: 'croner', file: '/node_modules/croner/dist/croner.js' },
  {
    library: '@nestjs/core',
    file: '/node_modules/@nestjs/core/exceptions/exceptions-handler.js',
    variables: { ExceptionsHandler: 'ExceptionsHandler' },
  },
  {
    library: 'graphql',
    file: '/node_modules/graphql/execution/execute.mjs',
    variables: { execute: 'execute' },
  },
  { library: 'ejs', file: '/node_modules/ejs/lib/esm/ejs.js', variables: { default: 'ejs' } },
  { library: 'hono', file: '/node_modules/hono/dist/hono.js', variables: { Hono: 'Hono' } },
  {
    library: 'node-cron',
    file: '/node_modules/node-cron/dist/node-cron.js',
    variables: { schedule: 'schedule', createTask: 'createTask', default: 'nodeCron' },
  },
];

/** A module that is to say what it made. */
export interface WantedModule {
  file: string;
  ending: string;
}

const tell = (library: string, what: string) =>
  `globalThis[Symbol.for('${RECEIVER}')]?.('${library}', ${what});\n`;

export const WANTED: readonly WantedModule[] = LIBRARIES.map((each) => ({
  file: each.file,
  ending: each.variables === undefined ? ownExports(each) : variablesOf(each.library, each.variables),
}));

/** A module may import itself. */
function ownExports({ library, file }: ImportedLibrary): string {
  return `\n;import * as tracebinOwn from './${file.slice(file.lastIndexOf('/') + 1)}';${tell(library, 'tracebinOwn')}`;
}

function variablesOf(library: string, variables: Record<string, string>): string {
  const handles = Object.entries(variables).map(
    ([name, variable]) =>
      `get ${name}() { return ${variable}; }, set ${name}(value) { ${variable} = value; }`,
  );
  return `\n;${tell(library, `{ ${handles.join(', ')} }`)}`;
}

export function findWanted(url: string): WantedModule | undefined {
  return WANTED.find(({ file }) => url.endsWith(file));
}
