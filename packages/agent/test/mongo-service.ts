/** Starts the server of `mongo-server`, which Maven brings once, with a relay in front of it. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningService, startService } from './services.ts';

const FOLDER = fileURLToPath(new URL('./mongo-server', import.meta.url));
const JARS = fileURLToPath(new URL('../../../node_modules/.cache/tracebin-mongo-server', import.meta.url));

/** The server calls itself older than it is: it understands what the driver 7 sends, which wants to read 9 or more. */
const VERSION = Buffer.from('\x10maxWireVersion\0\x08\0\0\0', 'latin1');
const NEWER = Buffer.from('\x10maxWireVersion\0\x0d\0\0\0', 'latin1');

export async function startMongo(): Promise<RunningService> {
  if (!existsSync(JARS)) {
    const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${JARS}`];
    execFileSync('mvn', ['-q', '-B', '-f', join(FOLDER, 'pom.xml'), ...copy], { stdio: 'pipe' });
  }
  const server = await startService('java', (port) => [
    ...[
      '-Xmx128m',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      join(JARS, '*'),
      join(FOLDER, 'Server.java'),
      String(port),
    ],
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
