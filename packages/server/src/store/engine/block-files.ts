/**
 * Hands a Native block to the embedded engine as a file: its binding takes data inline as text only (a Native payload
 * is cut at the first empty line). On Linux the file lies in shared memory; where that is missing or too small, such
 * as in a container with the usual 64 MiB, it goes to the temporary directory.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

export class BlockFiles {
  readonly #directories: string[];
  #next = 0;

  /** @param storePath the engine's directory, locked by this process: what lies here from a crash is removed */
  constructor(storePath: string) {
    const name = `tracebin-${createHash('sha256').update(storePath).digest('hex').slice(0, 16)}`;
    const places = existsSync(SHARED_MEMORY) ? [SHARED_MEMORY, tmpdir()] : [tmpdir()];
    this.#directories = places.map((place) => join(place, name));
    this.remove();
  }

  /** Calls `use` with the path of a file that holds the block, and removes the file afterwards. */
  async withFile<T>(block: readonly Uint8Array[], use: (path: string) => Promise<T>): Promise<T> {
    const name = `${this.#next++}.native`;
    let failure: unknown;
    for (const directory of this.#directories) {
      const path = join(directory, name);
      try {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        await writeBlock(path, block);
      } catch (error) {
        failure = error;
        await rm(path, { force: true });
        continue;
      }
      try {
        return await use(path);
      } finally {
        await rm(path, { force: true });
      }
    }
    throw failure;
  }

  remove(): void {
    for (const directory of this.#directories) rmSync(directory, { recursive: true, force: true });
  }
}

async function writeBlock(path: string, block: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    // The system takes at most 1,024 pieces in one call.
    for (let from = 0; from < block.length; from += 1024) {
      await writeFully(file, block.slice(from, from + 1024));
    }
  } finally {
    await file.close();
  }
}

async function writeFully(file: Awaited<ReturnType<typeof open>>, pieces: Uint8Array[]): Promise<void> {
  let rest = pieces;
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest);
    let done = 0;
    while (done < rest.length && bytesWritten >= (rest[done] as Uint8Array).length) {
      bytesWritten -= (rest[done] as Uint8Array).length;
      done++;
    }
    rest = rest.slice(done);
    if (rest.length > 0 && bytesWritten > 0) rest[0] = (rest[0] as Uint8Array).subarray(bytesWritten);
  }
}
