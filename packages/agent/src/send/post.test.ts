/** Servers and proxies that keep a request waiting: each is given up in bounded time, and the next one is made. */
import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { type NotTaken, retryAfterMs } from './outcome.ts';
import { post } from './post.ts';
import { createTransport, type Transport } from './transport.ts';

const PATIENCE_MS = 200;
/** Far more than that, far less than for ever. */
const BOUND_MS = 5_000;

const servers: Server[] = [];
const sockets = new Set<Socket>();
after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

interface Waiting {
  url: string;
  /** First lines of what it was asked. */
  asked: string[];
}

async function listen(onAsked: (socket: Socket, times: number) => void): Promise<Waiting> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const [first = ''] = String(data).split('\r\n');
      // A body may come by itself.
      if (!first.endsWith(' HTTP/1.1')) return;
      asked.push(first);
      onAsked(socket, asked.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function posted(transport: Transport): Promise<NotTaken | 'sent' | 'never'> {
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<'never'>((resolve) => {
    timer = setTimeout(resolve, BOUND_MS, 'never');
  });
  const headers = { 'content-length': 4 };
  const outcome = await Promise.race([
    post(transport, '/v1/traces', headers, Buffer.from('span'), PATIENCE_MS),
    never,
  ]);
  clearTimeout(timer);
  return outcome === 'never' || !('objection' in outcome) ? outcome : 'sent';
}

/** A letter every 20 ms: something always comes, and never the end of it. */
function dribble(socket: Socket): void {
  const timer = setInterval(() => socket.write('a'), 20);
  socket.on('close', () => clearInterval(timer));
}

const isGivenUp = (outcome: NotTaken | 'sent' | 'never') =>
  typeof outcome === 'object' && outcome.retry && /^no answer/.test(outcome.reason);

test('a proxy that never opens its tunnel is given up, asked anew, and no connection to it is kept', async () => {
  const proxy = await listen(() => {});
  const transport = createTransport(new URL('https://apm.example'), new URL(proxy.url), PATIENCE_MS);
  for (let time = 0; time < 2; time++) assert.ok(isGivenUp(await posted(transport)));
  assert.deepEqual(proxy.asked, Array(2).fill('CONNECT apm.example:443 HTTP/1.1'));
  const open = () =>
    new Promise<number>((resolve, reject) =>
      servers.at(-1)?.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  for (const until = Date.now() + BOUND_MS; (await open()) > 0 && Date.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await open(), 0);
});

test('a server that never answers, or never ends the beginning of its answer, is given up', async () => {
  for (const beginning of ['', 'HTTP/1.1 200 OK\r\nx: ']) {
    const server = await listen((socket) => {
      socket.write(beginning);
      if (beginning !== '') dribble(socket);
    });
    const transport = createTransport(new URL(server.url), undefined, PATIENCE_MS);
    assert.ok(isGivenUp(await posted(transport)), beginning);
    transport.close();
  }
});

test('an answer that never ends is one, and its connection is not waited for', async () => {
  const server = await listen((socket, times) => {
    if (times === 1) {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
      dribble(socket);
    } else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  });
  const transport = createTransport(new URL(server.url), undefined, PATIENCE_MS);
  assert.equal(await posted(transport), 'sent');
  let second = await posted(transport);
  // It began to wait for the only connection just before that was given up.
  if (second !== 'sent') second = await posted(transport);
  assert.equal(second, 'sent');
  transport.close();
});

test('what came while the event loop was blocked is an answer', async () => {
  const server = await listen((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    // The answer is on its way when nobody can read it until long after the time is over.
    setImmediate(() => {
      for (const until = Date.now() + PATIENCE_MS * 2; Date.now() < until; );
    });
  });
  const transport = createTransport(new URL(server.url), undefined, PATIENCE_MS);
  assert.equal(await posted(transport), 'sent');
  transport.close();
});

test('a key that is refused is asked about, and not tried again', async () => {
  const server = await listen((socket) => {
    socket.write('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
  });
  const transport = createTransport(new URL(server.url), undefined, PATIENCE_MS);
  assert.deepEqual(await posted(transport), {
    ...{ retry: false, retryAfterMs: undefined },
    reason: 'the server answered 401 (is TRACEBIN_KEY right?)',
  });
  transport.close();
});

test('how long to wait: seconds, a date, at most five minutes; nonsense is nothing', () => {
  assert.equal(retryAfterMs('7'), 7_000);
  assert.equal(retryAfterMs('0'), 0);
  assert.equal(retryAfterMs('301'), 300_000);
  const inAMinute = retryAfterMs(new Date(Date.now() + 60_000).toUTCString()) as number;
  assert.ok(inAMinute > 58_000 && inAMinute <= 60_000, String(inAMinute));
  assert.equal(retryAfterMs(new Date(Date.now() + 86_400_000).toUTCString()), 300_000);
  for (const nonsense of [undefined, '', 'soon', '-5', new Date(0).toUTCString()])
    assert.equal(retryAfterMs(nonsense), undefined, nonsense);
});
