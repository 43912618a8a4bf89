/**
 * An app in a workspace whose packages lie as pnpm puts them: each in a folder of its own with links to what it names, and
 * nothing else in reach.
 */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = dirname(dirname(createRequire(import.meta.url).resolve('pg/package.json')));

export interface LinkedPackage {
  name: string;
  /** Copied as it is installed here, or written by the test. */
  files?: Record<string, string>;
  dependencies?: string[];
}

export interface LinkedApp {
  file: string;
  env: NodeJS.ProcessEnv;
  remove(): void;
}

/** @param dependencies what the app itself names */
export function linkedApp(
  app: string,
  packages: readonly LinkedPackage[],
  dependencies: readonly string[],
): LinkedApp {
  const workspace = mkdtempSync(join(tmpdir(), 'tracebin-linked-'));
  const folder = join(workspace, 'apps/shop');
  const homeOf = (name: string) =>
    join(workspace, 'node_modules/.pnpm', `${name.replace('/', '+')}@1.0.0/node_modules`);
  const link = (name: string, modules: string) => {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(homeOf(name), name), join(modules, name));
  };
  for (const { name, files, dependencies: needed = [] } of packages) {
    const home = join(homeOf(name), name);
    mkdirSync(home, { recursive: true });
    if (files === undefined) cpSync(join(MODULES, name), home, { recursive: true, dereference: true });
    for (const [file, text] of Object.entries(files ?? {})) writeFileSync(join(home, file), text);
    for (const needs of needed) link(needs, homeOf(name));
  }
  for (const name of dependencies) link(name, join(folder, 'node_modules'));
  copyFileSync(fileURLToPath(new URL(`./apps/${app}`, import.meta.url)), join(folder, app));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', type: 'module' }));
  return {
    file: join(folder, app),
    // For the dependencies of what is copied.
    env: { NODE_PATH: MODULES },
    remove: () => rmSync(workspace, { recursive: true }),
  };
}
