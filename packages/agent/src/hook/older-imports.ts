/**
 * How sources of ES modules are reached in Nodes before 22.15, which show imports to nobody in the same thread. There they
 * are read with `fs.promises.readFile`, looked up anew for each module, so a line can be added on the way. That costs
 * nothing at start, where a thread for loaders takes some 20 ms. Where another loader has such a thread (tsx, the hook of
 * OpenTelemetry), sources are read in there, and there ours is added to it.
 */
import { existsSync, promises, readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findWanted, WANTED } from './imported-libraries.ts';
import { attempt } from './wrap-method.ts';

/** Runs in the thread of loaders, which knows nothing of the app's globals. */
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

export function followOlderImports(): void {
  if (haveOtherLoader()) addLoader(Module.register);
  else {
    followReads();
    followRegister();
  }
}

/** Whether a flag before or behind ours may have started a loader: nobody can ask Node whether there is one. */
function haveOtherLoader(): boolean {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  return flags.some((flag, at) => {
    const [, name, inline] = /^--(import|(?:experimental-)?loader)(?:=(.*))?$/.exec(flag) ?? [];
    const value = inline ?? flags[at + 1] ?? '';
    return name !== undefined && !value.includes('@tracebin/agent') && !value.includes(__dirname);
  });
}

function addLoader(register: typeof Module.register): void {
  register(`data:text/javascript,${encodeURIComponent(LOADER)}`, { parentURL: 'data:', data: WANTED });
}

/** An app may start a loader later on; from then on nothing is read in this thread. */
function followRegister(): void {
  const { register } = Module;
  let added = false;
  const followed = function (this: unknown, ...args: unknown[]) {
    const result = Reflect.apply(register, this, args);
    if (!added) {
      added = true;
      attempt(() => addLoader(register));
    }
    return result;
  };
  looksLike(followed, register);
  Module.register = followed as typeof Module.register;
}

function followReads(): void {
  const { readFile } = promises;
  const followed = function (this: unknown, ...args: unknown[]) {
    const reading = Reflect.apply(readFile, this, args);
    // Modules are read by URL, and as bytes.
    const [url] = args;
    if (typeof url === 'string' || !(url instanceof URL) || args.length > 1) return reading;
    const found = findWanted(url.href);
    if (found === undefined || !isModule(url)) return reading;
    return reading.then((source: unknown) =>
      Buffer.isBuffer(source) ? Buffer.concat([source, Buffer.from(found.ending)]) : source,
    );
  };
  looksLike(followed, readFile);
  promises.readFile = followed as typeof readFile;
}

function looksLike(followed: object, original: { name: string; length: number }): void {
  for (const name of ['name', 'length'] as const)
    Object.defineProperty(followed, name, { value: original[name], configurable: true });
}

/** Earlier versions of a library have the same file as CommonJS. */
function isModule(url: URL): boolean {
  if (url.pathname.endsWith('.mjs')) return true;
  const type = attempt(() => {
    for (let folder = dirname(fileURLToPath(url)); ; folder = dirname(folder)) {
      const manifest = join(folder, 'package.json');
      if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type as unknown;
      if (dirname(folder) === folder) return undefined;
    }
  });
  return type === 'module';
}
