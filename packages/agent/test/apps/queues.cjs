// Producer and workers of five queues in one CommonJS app, as users write them; it knows nothing of the agent. Each route
// sends something and answers when the work on it is done.
const http = require('node:http');
const { EventEmitter, once } = require('node:events');
// Libraries as ES modules get them, where queues.mjs has run before.
const { amqp, amqpCallbacks, BeeQueue, BullQueue, FlowProducer, Queue, Worker } = globalThis.imported ?? {
  amqp: require('amqplib'),
  amqpCallbacks: require('amqplib/callback_api'),
  BeeQueue: require('bee-queue'),
  BullQueue: require('bull'),
  ...require('bullmq'),
};
const { CronJob } = require('cron');
const cron = require('node-cron');

const redis = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
// Apart from other runs of this app on the same brokers.
const OWN = process.env.OWN ?? '';
const MAILS = `${OWN}mails`;
const ORDERS = `${OWN}orders`;
const done = new EventEmitter();
done.setMaxListeners(0);
const finished = (what) => once(done, what).then(([result]) => result);

const mails = new Queue(MAILS, { connection: redis });
const flows = new FlowProducer({ connection: redis });
new Worker(MAILS, async (job) => work(job), { connection: redis }).on('completed', (job, result) =>
  done.emit(`mail ${job.id}`, result),
);

async function work(job) {
  if (job.name === 'flaky' && job.attemptsMade === 0) throw new TypeError('the mail server is asleep');
  await fetch(`http://127.0.0.1:${server.address().port}/inner`);
  return `${job.name} to ${job.data.to}`;
}

const bull = new BullQueue(`${OWN}parcels`, { redis });
bull.process('send', async (job) => {
  if (job.attemptsMade === 0) throw new TypeError('the van is gone');
  await fetch(`http://127.0.0.1:${server.address().port}/inner`);
  return `sent to ${job.data.to}`;
});
bull.process((job, finish) => setImmediate(finish, null, `packed for ${job.data.to}`));
bull.on('completed', (job, result) => done.emit(`parcel ${job.id}`, result));

const bee = new BeeQueue(`${OWN}thumbnails`, { redis });
bee.process(async (job) => {
  if (job.options.retries > 0) throw new Error('blurred');
  return job.data.width * 2;
});

let channel;
let confirmed;
let callbackChannel;
const NEWS = `${OWN}news`;
const READERS = `${OWN}readers`;

async function openChannels() {
  const url = process.env.AMQP_URL;
  const connection = await amqp.connect(url);
  channel = await connection.createChannel();
  confirmed = await connection.createConfirmChannel();
  await channel.assertQueue(ORDERS);
  await channel.assertExchange(NEWS, 'fanout');
  await channel.assertQueue(READERS);
  await channel.bindQueue(READERS, NEWS, '');
  await channel.consume(ORDERS, async (message) => {
    await fetch(`http://127.0.0.1:${server.address().port}/inner`);
    channel.ack(message);
    done.emit('order', `${message.content} ${Object.keys(message.properties.headers).sort()}`);
  });
  await new Promise((resolve, reject) =>
    amqpCallbacks.connect(url, (error, made) => {
      if (error) return reject(error);
      made.createChannel((_error, opened) => {
        callbackChannel = opened;
        // Work that goes on after the handler has returned, and ends with the acknowledgement.
        opened.consume(
          READERS,
          (message) =>
            setTimeout(() => {
              if (!message.fields.redelivered) return opened.nack(message);
              opened.ack(message);
              done.emit('news', String(message.content));
            }, 5),
          {},
          resolve,
        );
      });
    }),
  );
}

const routes = {
  '/inner': async () => 'inner',
  '/bullmq': async () => {
    const job = await mails.add('welcome', { to: 'ann' });
    return (await finished(`mail ${job.id}`)) + Object.keys(job.data);
  },
  '/bullmq-flaky': async () =>
    finished(`mail ${(await mails.add('flaky', { to: 'bob' }, { attempts: 2 })).id}`),
  '/bullmq-bulk': async () => {
    const jobs = await mails.addBulk([1, 2].map((to) => ({ name: 'bulk', data: { to } })));
    return Promise.all(jobs.map((job) => finished(`mail ${job.id}`)));
  },
  '/bullmq-flow': async () => {
    const options = { name: 'parent', queueName: MAILS, data: { to: 'p' } };
    const child = { name: 'child', queueName: MAILS, data: { to: 'c' } };
    const { job } = await flows.add({ ...options, children: [child] });
    return finished(`mail ${job.id}`);
  },
  '/bull': async () => {
    const sent = await bull.add('send', { to: 'ann' }, { attempts: 2 });
    const [packed] = await bull.addBulk([{ data: { to: 'bob' } }]);
    return Promise.all([sent, packed].map(({ id }) => finished(`parcel ${id}`)));
  },
  '/bull-unnamed': async () => finished(`parcel ${(await bull.add({ to: 'eve' })).id}`),
  '/bee': async () => {
    const job = bee.createJob({ width: 20 }).retries(1);
    const result = once(job, 'succeeded');
    await job.save();
    return (await result)[0];
  },
  '/rabbit': async () => {
    const answer = finished('order');
    const headers = { mine: 1 };
    const isWritten = channel.sendToQueue(ORDERS, Buffer.from('book'), { headers, messageId: 'm1' });
    return [await answer, isWritten, headers];
  },
  '/rabbit-confirmed': async () => {
    const answer = finished('order');
    await new Promise((resolve, reject) =>
      confirmed.sendToQueue(ORDERS, Buffer.from('pen'), {}, (error) => (error ? reject(error) : resolve())),
    );
    confirmed.sendToQueue(ORDERS, Buffer.from('ink'));
    await confirmed.waitForConfirms();
    return answer;
  },
  '/rabbit-callbacks': async () => {
    const answer = finished('news');
    callbackChannel.publish(NEWS, 'any', Buffer.from('rain'));
    return answer;
  },
  '/cron': async () => {
    const answer = finished('cron');
    const task = cron.schedule('* * * * * *', async function sweepSessions() {
      done.emit('cron', 'swept');
    });
    const result = await answer;
    task.stop();
    return result;
  },
  '/cron-job': async () => {
    const answer = finished('tick');
    const onTick = async () => done.emit('tick', 'swept');
    const job = CronJob.from({ cronTime: '* * * * * *', onTick, start: true, name: 'sweep carts' });
    const result = await answer;
    job.stop();
    return result;
  },
};

const server = http.createServer(async (request, response) => {
  try {
    response.end(JSON.stringify((await routes[request.url]()) ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(error.stack);
  }
});

openChannels().then(() =>
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`)),
);
