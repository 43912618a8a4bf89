/** Real servers from the system's packages, each in a folder of its own that is gone afterwards. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningService {
  port: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** The program's path; undefined where the system does not have it. */
export function programOf(name: string): string | undefined {
  // Debian's own rabbitmq-server in the path changes the user, and with it the environment.
  return ['/usr/lib/rabbitmq/bin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

export async function startRedis(): Promise<RunningService> {
  return startService('redis-server', (port, folder) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
  ]);
}

export async function startMariadb(): Promise<RunningService> {
  return startService('mariadbd', (port, folder) => {
    const data = join(folder, 'data');
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    execFileSync(
      programOf('mariadb-install-db') as string,
      ['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--skip-log-bin', ...user],
      { stdio: 'ignore' },
    );
    return [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', ...user],
      ...[`--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`, '--skip-grant-tables'],
      // Data that is gone in a minute needs no care.
      ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=16M', '--skip-networking=0'],
    ];
  });
}

export async function startMemcached(): Promise<RunningService> {
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  return startService('memcached', (port) => ['-p', String(port), '-l', '127.0.0.1', '-U', '0', ...user]);
}

/** With a port mapper of its own: the usual one belongs to all brokers of the machine. */
export async function startRabbitmq(): Promise<RunningService> {
  const [distribution, mapper] = [await freePort(), await freePort()];
  const service = await startService(
    'rabbitmq-server',
    () => [],
    (port, folder) => ({
      HOME: folder,
      RABBITMQ_NODENAME: `tracebin-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_CONFIG_FILE: join(folder, 'none'),
      RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
      // The broker itself in place of the script, which would survive it.
      RUNNING_UNDER_SYSTEMD: '1',
      ERL_EPMD_PORT: String(mapper),
    }),
  );
  return {
    ...service,
    stop: async () => {
      await service.stop();
      const env = { ...process.env, ERL_EPMD_PORT: String(mapper) };
      spawnSync('epmd', ['-kill'], { env, stdio: 'ignore' });
    },
  };
}

export async function startService(
  name: string,
  argsOf: (port: number, folder: string) => string[],
  environmentOf: (port: number, folder: string) => NodeJS.ProcessEnv = () => ({}),
): Promise<RunningService> {
  const program = programOf(name);
  if (program === undefined) throw new Error(`${name} is not installed`);
  const folder = mkdtempSync(join(tmpdir(), `tracebin-${name}-`));
  const port = await freePort();
  const env = { ...process.env, ...environmentOf(port, folder) };
  const child = spawn(program, argsOf(port, folder), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await listens(child, port, name);
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function listens(child: ChildProcess, port: number, name: string): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${name} did not start:\n${output}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
