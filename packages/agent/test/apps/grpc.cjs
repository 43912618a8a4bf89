// A server of gRPC and a client of it in one CommonJS app, without a compiler; it knows nothing of the agent.
const http = require('node:http');
const grpc = globalThis.imported ?? require('@grpc/grpc-js');

const method = (name) => ({
  path: `/greeter.Greeter/${name}`,
  requestStream: false,
  responseStream: false,
  requestSerialize: Buffer.from,
  requestDeserialize: String,
  responseSerialize: Buffer.from,
  responseDeserialize: String,
});
const known = { say: method('Say'), fail: method('Fail'), find: method('Find') };
const Client = grpc.makeGenericClientConstructor({ ...known, guess: method('Guess123') }, 'Greeter');

const greeter = new grpc.Server();
greeter.addService(known, {
  say: async ({ request }, answer) => {
    await fetch(`http://127.0.0.1:${server.address().port}/inner`);
    answer(null, `hello ${request}`);
  },
  fail: (_call, answer) => answer({ code: grpc.status.INTERNAL, details: 'out of words' }),
  find: (_call, answer) => answer({ code: grpc.status.NOT_FOUND, details: 'nobody' }),
});

let client;
const server = http.createServer((request, response) => {
  const name = request.url.slice(1);
  if (name === 'inner') return response.end('inner');
  client[name]('Ann', (error, text) => response.end(error ? `${error.code} ${error.details}` : text));
});
greeter.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_error, port) => {
  client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
});
