import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Puts a freshly made folder in the place of another. Removing takes a while and renaming does not: whoever opens a file
 * there meanwhile finds the old one or the new one.
 */
export function replaceFolder(folder, fresh) {
  const old = `${fresh}-old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(fresh, folder);
  rmSync(old, { recursive: true, force: true });
}
