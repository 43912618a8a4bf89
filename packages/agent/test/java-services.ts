/** Starts the servers of `java-servers`, which Maven brings once. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, programOf, type RunningService, startService } from './services.ts';

const FOLDER = fileURLToPath(new URL('./java-servers', import.meta.url));
const JARS = fileURLToPath(new URL('../../../node_modules/.cache/tracebin-java-servers', import.meta.url));
/** They live for some seconds: compiling well costs more than it saves. */
const JAVA = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', join(JARS, '*')];

/** What the system lacks, for the line that says why tests are skipped. */
export const missingForJava = ['java', 'javac', 'mvn'].filter((name) => programOf(name) === undefined);

/** The server calls itself older than it is: it understands what the driver 7 sends, which wants to read 9 or more. */
const VERSION = Buffer.from('\x10maxWireVersion\0\x08\0\0\0', 'latin1');
const NEWER = Buffer.from('\x10maxWireVersion\0\x0d\0\0\0', 'latin1');

export async function startMongo(): Promise<RunningService> {
  bringJars();
  const server = await startService('java', (port) => [
    ...[...JAVA, join(FOLDER, 'MongoServer.java'), String(port)],
  ]);
  const relay = createServer((incoming) => {
    const outgoing = connect(server.port, '127.0.0.1');
    incoming.pipe(outgoing);
    outgoing.on('data', (bytes) => {
      const at = bytes.indexOf(VERSION);
      if (at >= 0) NEWER.copy(bytes, at);
      incoming.write(bytes);
    });
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    port: (relay.address() as AddressInfo).port,
    stop: async () => {
      relay.close();
      await server.stop();
    },
  };
}

/** One broker that is its own controller. */
export async function startKafka(): Promise<RunningService> {
  bringJars();
  const controller = await freePort();
  return startService('java', (port, folder) => {
    const settings = join(folder, 'server.properties');
    writeFileSync(
      settings,
      [
        'process.roles=broker,controller',
        'node.id=1',
        `controller.quorum.voters=1@127.0.0.1:${controller}`,
        `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
        'controller.listener.names=CONTROLLER',
        `log.dirs=${join(folder, 'data')}`,
        'offsets.topic.replication.factor=1',
        'offsets.topic.num.partitions=1',
        'group.initial.rebalance.delay.ms=0',
      ].join('\n'),
    );
    const format = ['kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', settings];
    execFileSync('java', [...JAVA, ...format], { stdio: 'pipe' });
    return [...JAVA, 'kafka.Kafka', settings];
  });
}

function bringJars(): void {
  if (existsSync(JARS)) return;
  const half = `${JARS}-${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${half}`];
  execFileSync('mvn', ['-q', '-B', '-f', join(FOLDER, 'pom.xml'), ...copy], { stdio: 'pipe' });
  try {
    renameSync(half, JARS);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(JARS)) throw error;
    rmSync(half, { recursive: true });
  }
}
