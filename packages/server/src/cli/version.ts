import { createRequire } from 'node:module';

/** Of `package.json`, which lies one folder up in the sources' parent and in the package alike. */
export const VERSION: string = (createRequire(import.meta.url)(packageFile()) as { version: string }).version;

function packageFile(): string {
  // Sources: src/cli/version.ts. Bundle: dist/cli.js.
  return import.meta.url.includes('/src/cli/') ? '../../package.json' : '../package.json';
}
