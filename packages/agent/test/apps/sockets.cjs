// A server of ws, a client of it and a client of HTTP/2 in one CommonJS app; it knows nothing of the agent.
const http = require('node:http');
// Modules as ES modules get them, where sockets.mjs has run before.
const { http2, ws } = globalThis.imported ?? { http2: require('node:http2'), ws: require('ws') };
const { Server } = require('socket.io');

const Rooms = ws.WebSocketServer ?? ws.Server;
const Client = ws.WebSocket ?? ws;

// What only listeners of a body begin.
function takeBody(request, response) {
  let size = 0;
  request.on('data', (chunk) => {
    size += chunk.length;
  });
  request.on('end', () => ask({ ':path': '/after' }).then(() => response.end(String(size))));
}

const second = http2.createServer((request, response) => {
  if (request.url === '/body') return takeBody(request, response);
  if (request.url === '/snail') return setTimeout(() => response.end('slow'), 120);
  if (request.url === '/refused') return request.stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
  if (request.url.startsWith('/missing')) response.statusCode = 404;
  response.end(
    `${request.method} ${request.headers.traceparent ? 'traced ' : ''}${request.headers['x-own']}`,
  );
});

let session;

function ask(headers) {
  session ??= http2.connect(`http://127.0.0.1:${second.address().port}`);
  return new Promise((resolve) => {
    let body = '';
    session
      .request({ 'x-own': 'mine', ...headers })
      .on('data', (chunk) => {
        body += chunk;
      })
      .on('error', (error) => resolve(error.code))
      .on('end', () => resolve(body));
  });
}

// Each way of asking somebody else, one after the other.
async function slowly(wait) {
  await ask({ ':path': '/snail' });
  await fetch(wait);
  await new Promise((resolve) => http.get(wait, (response) => response.resume().on('end', resolve)));
  return 'done';
}

const routes = {
  '/slow': () => slowly(`http://127.0.0.1:${server.address().port}/wait`),
  '/sent': () => {
    const stream = session.request({ ':method': 'POST', ':path': '/body' });
    const taken = new Promise((resolve) => stream.on('data', (chunk) => resolve(String(chunk))));
    stream.write('first');
    setTimeout(() => stream.end('second'), 20);
    return taken;
  },
  '/wait': () => new Promise((resolve) => setTimeout(resolve, 120)),
  '/http2': async () => [
    await ask({ ':path': '/two?token=abc' }),
    await ask({ ':path': '/missing', ':method': 'DELETE' }),
    await ask({ ':path': '/refused' }),
  ],
  // One message there and its answer, over a connection of this request's own.
  '/client': () =>
    new Promise((resolve, reject) => {
      const client = new Client(`ws://127.0.0.1:${server.address().port}/rooms?token=abc`);
      client.on('error', reject).on('open', () => client.send('from inside'));
      client.on('message', (data) => {
        client.close();
        resolve(String(data));
      });
    }),
};

const server = http.createServer(async (request, response) => {
  if (request.url === '/taken') return takeBody(request, response);
  const route = routes[request.url];
  response.end(JSON.stringify(route ? await route() : 'nowhere'));
});

const rooms = new Rooms({ noServer: true, path: '/rooms' });
rooms.on('connection', (socket, request) => {
  if (request.url.startsWith('/rooms?refuse')) return socket.close(4000, 'full');
  socket.on('message', async (data) => {
    await ask({ ':path': '/inner' });
    socket.send(`heard ${data}`);
  });
  socket.once('message', (data) => {
    if (String(data) === 'bad') throw new RangeError('not a word');
  });
});
// Another protocol over the same library: its events are the work.
const chat = new Server(server, { destroyUpgrade: false });
chat.on('connection', (socket) => socket.on('say', (text, answer) => answer(text.toUpperCase())));
server.on('upgrade', (request, socket, head) => {
  if (!request.url.startsWith('/rooms')) return;
  rooms.handleUpgrade(request, socket, head, (opened) => rooms.emit('connection', opened, request));
});
process.on('uncaughtException', (error) => console.error(error.message));

second.listen(0, '127.0.0.1', () =>
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`)),
);
