/**
 * Requests over 4 kept-alive connections, one after another on each: written and read by hand, because whatever the load
 * costs is taken from the core that the database needs.
 */
import { connect } from 'node:net';

/** As many as the application's pool has, and in all not more than the database takes. */
const CONNECTIONS = 4;

/**
 * Never sleeps meanwhile: whoever writes to a process that sleeps on another core has to wake it, which costs the
 * application as much as a plain request does, now and then.
 * @returns how long each request took, in milliseconds; every answer must be 200
 */
export async function load(port: number, path: string, requests: number): Promise<number[]> {
  let isAwake = true;
  const stayAwake = () => isAwake && setImmediate(stayAwake);
  stayAwake();
  try {
    return await ask(port, path, requests);
  } finally {
    isAwake = false;
  }
}

async function ask(port: number, path: string, requests: number): Promise<number[]> {
  const tookMs: number[] = [];
  let left = requests;
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench/1\r\nAccept: */*\r\n\r\n`;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').setNoDelay(true);
      let answer = '';
      let startedMs = 0;
      const next = () => {
        if (left-- <= 0) return socket.destroy();
        answer = '';
        startedMs = performance.now();
        return socket.write(request);
      };
      socket.on('connect', next);
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
        const bodyAt = answer.indexOf('\r\n\r\n') + 4;
        if (bodyAt < 4) return;
        if (!answer.startsWith('HTTP/1.1 200 ')) return reject(new Error(`${path}: ${answer.slice(0, 200)}`));
        const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
        if (answer.length < bodyAt + length) return;
        tookMs.push(performance.now() - startedMs);
        next();
      });
    });
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, requests) }, one));
  if (tookMs.length !== requests) throw new Error(`${path}: ${tookMs.length} of ${requests} were answered`);
  return tookMs;
}
