import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../../errors.ts';

/**
 * Refuses a directory that another engine holds open. The engine takes the lock itself too, but writes its own words
 * to standard error when it fails; asking the system first keeps the answer to one clear line. Linux only.
 *
 * @throws StartError `store-locked`
 */
export function refuseLockedDirectory(path: string): void {
  const holder = lockHolder(join(path, 'status'));
  if (holder !== undefined) throw storeLocked(path, holder);
}

export function storeLocked(path: string, processId?: number): StartError {
  const who = processId === undefined ? 'another process' : `process ${processId}`;
  return new StartError('store-locked', `The store ${path} is in use by ${who}.`, {
    hint: 'Stop the other server, or give this one a directory of its own with --store.',
  });
}

/** The process with a lock on a file, from the system's table: `1: FLOCK  ADVISORY  WRITE 4711 fe:00:1234 0 EOF`. */
function lockHolder(file: string): number | undefined {
  try {
    const inode = statSync(file).ino;
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      const [, , , , processId, place] = line.split(/\s+/);
      if (place?.endsWith(`:${inode}`) && Number(processId) !== process.pid) return Number(processId);
    }
  } catch {
    // No file yet, or no such table on this system: the engine's own lock decides.
  }
  return undefined;
}
