// An app in TypeScript that is compiled before it runs: HTTPS at both ends, by each client that Node apps have.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { fetch as fetchOfUndici, request as requestOfUndici } from 'undici';

interface Answer {
  status: number;
  body: string;
}

const ask = (path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    https
      .get(`${own()}${path}`, (response) => {
        let body = '';
        response
          .on('data', (chunk: Buffer) => {
            body += String(chunk);
          })
          .on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on('error', reject);
  });

async function askAgain(): Promise<void> {
  await (await fetch(`${own()}/inner/again`)).text();
}

const routes: Record<string, () => Promise<unknown>> = {
  '/https': () => ask('/inner/1?token=s3cret'),
  '/posted': () =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', headers: { authorization: 'Bearer s3cret' } };
      const request = https.request(`${own()}/inner/2`, options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      request.on('error', reject).end('a body');
    }),
  '/fetch': async () => (await fetch(`${own()}/inner/3`)).text(),
  '/undici': async () => (await requestOfUndici(`${own()}/inner/4`)).body.text(),
  '/undici-fetch': async () => (await fetchOfUndici(`${own()}/inner/5`)).text(),
  // As an app that hands on the headers of its own caller.
  '/forwarded': async () => {
    const headers = {
      Traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      Baggage: 'a=1',
    };
    await (await fetch(`${own()}/inner/forwarded-1`, { headers })).text();
    await (await fetchOfUndici(`${own()}/inner/forwarded-2`, { headers })).text();
    return (await requestOfUndici(`${own()}/inner/forwarded-3`, { headers })).body.text();
  },
  '/refused': async () => {
    const { status } = await ask('/nowhere');
    const code = (error: { code?: string; cause?: { code?: string } }) => error.code ?? error.cause?.code;
    const failed = await requestOfUndici('http://127.0.0.1:2').catch(code);
    return [status, failed, await fetch('http://127.0.0.1:2').catch(code)];
  },
  '/repeated': async () => {
    for (let time = 0; time < 5; time++) await askAgain();
  },
  '/health': async () => (await ask('/inner/health')).body,
};

const server = https.createServer(
  {
    key: readFileSync(process.env.KEY_FILE as string),
    cert: readFileSync(process.env.NODE_EXTRA_CA_CERTS as string),
  },
  (request, response) => {
    const path = String(request.url);
    if (path.startsWith('/inner/')) return response.end('inner');
    response.writeHead(404).end();
  },
);
const own = () => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

const front = http.createServer(async (request, response) => {
  const route = routes[String(request.url).split('?')[0] as string];
  response.end(JSON.stringify((await route?.()) ?? null));
});
server.listen(0, '127.0.0.1', () =>
  front.listen(0, '127.0.0.1', () => console.log(`listening ${(front.address() as AddressInfo).port}`)),
);
