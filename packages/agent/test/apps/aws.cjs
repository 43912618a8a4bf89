// A client of AWS with a queue that answers as SQS does, in one CommonJS app; it knows nothing of the agent.
const { createHash } = require('node:crypto');
const http = require('node:http');
const { SendMessageCommand, SQSClient } = globalThis.imported ?? require('@aws-sdk/client-sqs');

let refused = 0;
const queue = http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { MessageBody: body } = JSON.parse(text);
  response
    .setHeader('content-type', 'application/x-amz-json-1.0')
    .setHeader('x-amzn-requestid', `for ${body}`);
  if (body === 'late') await new Promise((resolve) => setTimeout(resolve, 120));
  if (body === 'twice' && refused++ % 2 === 0) return response.writeHead(500).end('{}');
  if (body === 'nowhere')
    return response
      .writeHead(400)
      .end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}');
  response.end(
    JSON.stringify({
      MessageId: `${body} 1`,
      MD5OfMessageBody: createHash('md5').update(body).digest('hex'),
    }),
  );
});

const send = (body, ...callback) =>
  client.send(
    new SendMessageCommand({ QueueUrl: 'http://127.0.0.1/1/orders', MessageBody: body }),
    ...callback,
  );
let client;

const routes = {
  '/sent': async () => (await send('book')).MessageId,
  '/late': async function late() {
    return (await send('late')).MessageId;
  },
  '/again': async () => (await send('twice')).$metadata.attempts,
  '/failed': () => send('nowhere').catch(({ name }) => name),
  '/callback': () => new Promise((resolve) => send('pen', (_error, answer) => resolve(answer.MessageId))),
};

const server = http.createServer(async (request, response) =>
  response.end(String(await routes[request.url]())),
);
queue.listen(0, '127.0.0.1', () => {
  const endpoint = `http://127.0.0.1:${queue.address().port}`;
  const credentials = { accessKeyId: 'none', secretAccessKey: 's3cret' };
  client = new SQSClient({ region: 'eu-central-1', endpoint, credentials });
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
});
