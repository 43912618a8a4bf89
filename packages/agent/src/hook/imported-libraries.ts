/**
 * Libraries that are real ES modules where they are imported. Nobody can replace their exports from outside, so a line is
 * added at the end of the module that makes them: it hands its own variables out, to be read and set.
 */

interface ImportedLibrary {
  library: string;
  /** End of the URL of the module that makes the exports, in whatever folder a package manager puts packages. */
  file: string;
  /** Variables of that module, by the names under which the hook knows them. */
  variables: Record<string, string>;
}

/** The global that is told. Read by modules of the app, where nothing of ours is in scope. */
export const RECEIVER = 'tracebin.imported';

const LIBRARIES: readonly ImportedLibrary[] = [
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

export const WANTED: readonly WantedModule[] = LIBRARIES.map(({ library, file, variables }) => {
  const handles = Object.entries(variables).map(
    ([name, variable]) =>
      `get ${name}() { return ${variable}; }, set ${name}(value) { ${variable} = value; }`,
  );
  return {
    file,
    ending: `\n;globalThis[Symbol.for('${RECEIVER}')]?.('${library}', { ${handles.join(', ')} });\n`,
  };
});

export function findWanted(url: string): WantedModule | undefined {
  return WANTED.find(({ file }) => url.endsWith(file));
}
