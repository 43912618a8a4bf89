/** Stands between an app and its database and counts the statements that it is told to run: what no watcher can change. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CountingProxy {
  port: number;
  /** Statements so far, of all connections. */
  executed(): number;
  close(): Promise<void>;
}

/** @returns how many bytes the message at the start has, and whether it runs a statement; undefined while it is incomplete */
type ReadMessage = (bytes: Buffer, isFirst: boolean) => { length: number; runs: boolean } | undefined;

/** Message flow of PostgreSQL's protocol 3: simple queries and executions; the first message has no type. */
const readPostgres: ReadMessage = (bytes, isFirst) => {
  if (isFirst) return bytes.length < 4 ? undefined : { length: bytes.readInt32BE(0), runs: false };
  if (bytes.length < 5) return undefined;
  const type = String.fromCharCode(bytes[0] as number);
  return { length: 1 + bytes.readInt32BE(1), runs: type === 'Q' || type === 'E' };
};

const COM_QUERY = 0x03;
const COM_STMT_EXECUTE = 0x17;

/** MySQL's protocol: a command is the first packet of its exchange. */
const readMysql: ReadMessage = (bytes) => {
  if (bytes.length < 5) return undefined;
  const command = bytes[3] === 0 ? bytes[4] : undefined;
  return {
    length: 4 + bytes.readUIntLE(0, 3),
    runs: command === COM_QUERY || command === COM_STMT_EXECUTE,
  };
};

export async function startCountingProxy(
  port: number,
  protocol: 'postgres' | 'mysql',
): Promise<CountingProxy> {
  const read = protocol === 'postgres' ? readPostgres : readMysql;
  let executed = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    let waiting = Buffer.alloc(0);
    let isFirst = true;
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (;;) {
        const message = read(waiting, isFirst);
        if (message === undefined || waiting.length < message.length) break;
        if (message.runs) executed++;
        waiting = waiting.subarray(message.length);
        isFirst = false;
      }
      upstream.write(bytes);
    });
    upstream.pipe(socket);
    socket.on('end', () => upstream.end());
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on('error', () => {});
      end.on('close', () => sockets.delete(end));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    executed: () => executed,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
