// One BullMQ queue with one worker, as users write them, which both keep a log of their own by hand: what the page of
// jobs shows is held against it.
const http = require('node:http');
const { Queue, Worker } = require('bullmq');

const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
const mails = new Queue('mails', { connection });
const log = { sent: [], runs: [] };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

new Worker(
  'mails',
  async (job) => {
    const began = Date.now();
    const entry = { waitMs: began - job.data.sentAt, attempt: job.attemptsMade + 1, failed: false, runMs: 0 };
    try {
      await pause(job.data.ms);
      if (job.data.fails && job.attemptsMade === 0) throw new TypeError('the mail server is asleep');
    } catch (error) {
      entry.failed = true;
      throw error;
    } finally {
      entry.runMs = Date.now() - began;
      log.runs.push(entry);
    }
  },
  { connection, concurrency: 1 },
);

async function send(count) {
  for (let at = 0; at < count; at++) {
    const sentAt = Date.now();
    const began = performance.now();
    const data = { sentAt, ms: 60 + at * 10, fails: at % 3 === 0 };
    await mails.add('welcome', data, { attempts: 2 });
    log.sent.push(performance.now() - began);
  }
}

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://app');
  if (pathname === '/log') return response.end(JSON.stringify(log));
  send(Number(searchParams.get('count'))).then(
    () => response.end('sent'),
    (error) => {
      response.statusCode = 500;
      response.end(String(error));
    },
  );
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
