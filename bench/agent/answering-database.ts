/**
 * A database that has every answer ready: it speaks as much of Postgres' protocol (its manual, chapter "Frontend/Backend
 * Protocol") as `pg` needs for the application's one query, and answers from the process that makes the load.
 *
 * The application cannot tell the difference, its `pg` is the real one. But a database that works has processes that sleep
 * and are woken, compete with the load for their core, and take now long and now short: noise ten times as large as what is
 * measured. `--postgres` measures with a real one.
 */
import { createServer, type Server, type Socket } from 'node:net';

export interface AnsweringDatabase {
  url: string;
  stop(): Promise<void>;
}

const SYNC = 'S'.charCodeAt(0);
const INT4 = 23;
const TEXT = 25;

/** A message of the server: type, length of the rest with itself, body. */
function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** Name, table and column (none), type, its size, modifier (none), format (text). */
function column(name: string, type: number, size: number): Buffer {
  return Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(size), int32(-1), int16(0)]);
}

function value(content: string): Buffer {
  return Buffer.concat([int32(content.length), Buffer.from(content)]);
}

const READY = message('Z', Buffer.from('I'));
const WELCOME = Buffer.concat([
  message('R', int32(0)),
  message('S', text('server_version'), text('15.0')),
  message('S', text('client_encoding'), text('UTF8')),
  message('K', int32(1), int32(1)),
  READY,
]);
/** Of `SELECT $1::int AS id, $2::text AS name`, parsed, bound, described and executed. */
const ANSWER = Buffer.concat([
  message('1'),
  message('2'),
  message('T', int16(2), column('id', INT4, 4), column('name', TEXT, -1)),
  message('D', int16(2), value('1'), value('slot')),
  message('C', text('SELECT 1')),
  READY,
]);

export async function startAnsweringDatabase(): Promise<AnsweringDatabase> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let rest: Buffer = Buffer.alloc(0);
    let isWelcome = false;
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        // The first message has no type.
        const lengthAt = isWelcome ? 1 : 0;
        if (rest.length < lengthAt + 4) return;
        const end = lengthAt + rest.readInt32BE(lengthAt);
        if (rest.length < end) return;
        if (!isWelcome) socket.write(WELCOME);
        else if (rest[0] === SYNC) socket.write(ANSWER);
        isWelcome = true;
        rest = rest.subarray(end);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `postgres://bench@127.0.0.1:${port}/bench`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
