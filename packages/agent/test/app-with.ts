/** An app with other versions of its libraries: hooks go by a package's name, so it must have that name where they look. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = dirname(dirname(createRequire(import.meta.url).resolve('pg/package.json')));

export interface OlderApp {
  file: string;
  /** Where its libraries find what they need. */
  env: NodeJS.ProcessEnv;
  remove(): void;
}

/**
 * @param libraries by name, the name under which the wanted version is installed: `{ express: 'express4' }`
 * @param modules where it is installed
 */
export function appWith(libraries: Record<string, string>, app: string, modules = MODULES): OlderApp {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-app-'));
  for (const [name, installed] of Object.entries(libraries)) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(modules, installed), target, { recursive: true });
  }
  copyFileSync(fileURLToPath(new URL(`./apps/${app}`, import.meta.url)), join(folder, app));
  return {
    file: join(folder, app),
    env: { NODE_PATH: MODULES },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** An app on packages of its own. @param packages folder with a `node_modules` */
export function appOn(packages: string, files: readonly [string, ...string[]]): OlderApp {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-app-'));
  symlinkSync(join(packages, 'node_modules'), join(folder, 'node_modules'));
  for (const file of files)
    copyFileSync(fileURLToPath(new URL(`./apps/${file}`, import.meta.url)), join(folder, file));
  return { file: join(folder, files[0]), env: {}, remove: () => rmSync(folder, { recursive: true }) };
}
