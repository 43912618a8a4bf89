/**
 * `server.json` in the store's folder: where the server that has it open can be reached, and a secret that
 * only this user can read. A file whose process or server is gone counts as absent.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerFile {
  url: string;
  processId: number;
  /** Opens the bin `local` and the making of bins for commands on this machine. */
  secret: string;
  version: string;
}

const NAME = 'server.json';
const ANSWER_TIMEOUT_MS = 2_000;
const RETRY_MS = 2_000;

export function writeServerFile(storeFolder: string, file: ServerFile): void {
  const path = join(storeFolder, NAME);
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  // The mode above counts for new files only.
  chmodSync(path, 0o600);
}

/**
 * Writes the file, and tries again while that is not possible: a server whose disk is full runs, only commands on this
 * machine do not find it yet.
 * @param onFailure told once why it is not there
 * @returns ends the trying
 */
export function keepServerFile(
  storeFolder: string,
  file: ServerFile,
  onFailure: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    try {
      writeServerFile(storeFolder, file);
      clearInterval(timer);
    } catch (error) {
      if (timer !== undefined) return;
      timer = setInterval(write, RETRY_MS).unref();
      onFailure(error);
    }
  };
  write();
  return () => clearInterval(timer);
}

/** Removes the file, unless another server has written its own by now. */
export function removeServerFile(storeFolder: string): void {
  if (readServerFile(storeFolder)?.processId === process.pid)
    rmSync(join(storeFolder, NAME), { force: true });
}

export function readServerFile(storeFolder: string): ServerFile | undefined {
  try {
    const file = JSON.parse(readFileSync(join(storeFolder, NAME), 'utf8')) as Partial<ServerFile>;
    const { url, processId, secret, version } = file;
    if (typeof url !== 'string' || typeof processId !== 'number' || typeof secret !== 'string')
      return undefined;
    return { url, processId, secret, version: String(version) };
  } catch {
    return undefined;
  }
}

/** The server that has the store open, if it answers. */
export async function findRunningServer(storeFolder: string): Promise<ServerFile | undefined> {
  const file = readServerFile(storeFolder);
  if (file === undefined || !isAlive(file.processId)) return undefined;
  try {
    const answer = await fetch(`${file.url}/api/health`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const health = (await answer.json()) as { status?: unknown };
    return typeof health.status === 'string' ? file : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Somebody else's process: it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
