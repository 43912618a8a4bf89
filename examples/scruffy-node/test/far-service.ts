/**
 * A service or database that is far away: stands between an app and the real one, and holds back what the app sends. With it
 * an app can be made slow by a known amount, on whatever machine, without being changed.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FarService {
  /** Of the real one, with the port that is far away. */
  url: string;
  /** Asked for each piece of data that the app sends; for a request that fits into one packet, that is once. */
  delayMs: (sent: Buffer) => number;
  close(): Promise<void>;
}

/** @param nearUrl of a service on this machine: `postgres://...`, `http://...` */
export async function startFarService(nearUrl: string, delayMs = 0): Promise<FarService> {
  const near = new URL(nearUrl);
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const upstream = connect({ port: Number(near.port), host: near.hostname, noDelay: true });
    // One after another: nothing overtakes what was sent before it.
    let sent = Promise.resolve();
    socket.on('data', (bytes) => {
      const waitMs = service.delayMs(bytes);
      sent = sent.then(async () => {
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        upstream.write(bytes);
      });
    });
    socket.on('end', () => void sent.then(() => upstream.end()));
    upstream.pipe(socket);
    for (const [end, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        sockets.delete(end);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const far = new URL(nearUrl);
  far.port = String((server.address() as AddressInfo).port);
  const service: FarService = {
    url: far.href.replace(/\/$/, ''),
    delayMs: () => delayMs,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return service;
}
