// A primary with two workers that share a port; asks them four times, over new connections, then ends them.
const cluster = require('node:cluster');
const http = require('node:http');
const { join } = require('node:path');

const app = join(__dirname, 'managed/app.cjs');
const managed = process.env.MANAGED === '1';

cluster.setupPrimary({ exec: managed ? join(__dirname, 'container.cjs') : app });
const forked = { ...(managed ? { NODE_OPTIONS: process.env.WORKER_OPTIONS, pm_exec_path: app } : {}) };
const workers = [cluster.fork(forked), cluster.fork(forked)];

const get = (port) =>
  new Promise((resolve) => {
    http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
    });
  });

(async () => {
  const messages = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
  const [{ port }] = await Promise.all(messages);
  const bodies = [];
  for (let time = 0; time < 4; time++) bodies.push(await get(port));
  const ended = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
  for (const worker of workers) worker.kill('SIGINT');
  await Promise.all(ended);
  console.log(bodies.join(' '));
})();
