import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../../errors.ts';

/** What a system's refusal means; `place` is the folder that it is about. */
const REASONS: Record<string, (place: string) => string> = {
  EACCES: (place) => `this user may not write to ${place}`,
  EPERM: (place) => `this user may not write to ${place}`,
  EROFS: (place) => `${place} is on a file system that can only be read`,
  ENAMETOOLONG: () => 'its name is too long for this file system',
  ENOSPC: (place) => `the file system of ${place} is full`,
  EDQUOT: (place) => `the file system of ${place} is full for this user`,
  ELOOP: (place) => `${place} is a link that leads to itself`,
  // It is there, and yet a folder in it cannot be made: so answer file systems that are the system's own.
  ENOENT: (place) => `no folder can be made in ${place}`,
};

/**
 * Makes the folder of a store, and those above it, one after the other: `mkdir` with `recursive` never comes back in Node 20
 * where a folder is there that takes none, as `/proc`.
 *
 * @param path absolute
 * @throws StartError `store-unreadable`
 */
export function makeStoreDirectory(path: string): void {
  const missing: string[] = [];
  let existing = path;
  for (let facts = lookAt(path, existing); ; facts = lookAt(path, existing)) {
    if (facts?.isDirectory()) break;
    if (facts !== undefined) throw unreadable(path, `${existing} is not a folder`);
    missing.unshift(existing);
    existing = dirname(existing);
  }
  for (const folder of missing) {
    attempt(path, existing, () => {
      try {
        mkdirSync(folder, { mode: 0o700 });
      } catch (error) {
        // Another program was faster; or it is a link that leads nowhere.
        if (codeOf(error) !== 'EEXIST' || !lookAt(path, folder)?.isDirectory()) throw error;
      }
    });
    existing = folder;
  }
  attempt(path, path, () => accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK));
}

/** Undefined where there is nothing, or something above it is no folder. */
function lookAt(store: string, path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    // At the root there is nothing above to look at.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '') && path !== dirname(path)) return undefined;
    throw refused(store, dirname(path), error);
  }
}

function attempt(store: string, place: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw error instanceof StartError ? error : refused(store, place, error);
  }
}

function refused(store: string, place: string, cause: unknown): StartError {
  const reason = REASONS[codeOf(cause) ?? '']?.(place);
  return unreadable(store, reason ?? (cause instanceof Error ? cause.message : String(cause)), cause);
}

export function unreadable(store: string, reason: string, cause?: unknown): StartError {
  const shown = store.length > 200 ? `${store.slice(0, 200)}…` : store;
  return new StartError('store-unreadable', `The store ${shown} cannot be opened: ${reason}`, {
    hint: 'It must be a directory that this user may write to, empty or made by Tracebin.',
    cause,
  });
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
