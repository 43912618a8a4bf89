// Answers with its process id. With GRACEFUL=1 it ends as PM2's documentation advises, else as Node does by itself.
const http = require('node:http');

const server = http.createServer((_request, response) => response.end(String(process.pid)));
server.listen(Number(process.env.SHOP_PORT), '127.0.0.1', () => process.send?.('ready'));

if (process.env.GRACEFUL === '1') process.on('SIGINT', () => server.close(() => process.exit(0)));
