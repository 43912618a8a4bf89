// One worker of a cluster; ends when its primary disconnects.
const http = require('node:http');

const server = http
  .createServer((_request, response) => response.end('hello'))
  .listen(0, '127.0.0.1', () => {
    process.send({ port: server.address().port });
  });
