// Producer and two consumers on Kafka, in ES modules; the app knows nothing of the agent. Each route sends something and
// answers when the work on it is done.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { Kafka, logLevel } from 'kafkajs';

// Apart from other runs of this app on the same broker.
const OWN = process.env.OWN ?? '';
const [orders, clicks] = [`${OWN}orders`, `${OWN}clicks`];
const done = new EventEmitter();
const kafka = new Kafka({ brokers: [process.env.KAFKA], logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: () => () => 0 });
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic: orders }, { topic: clicks }], waitForLeaders: false });
// A topic that was just made is known a little later.
for (let time = 0; time < 100; time++) {
  const topics = await admin.fetchTopicMetadata({ topics: [orders, clicks] }).catch(() => undefined);
  if (topics) break;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
await admin.disconnect();
await producer.connect();

async function consume(topic, handlers) {
  const consumer = kafka.consumer({ groupId: `${topic}-workers` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
  await consumer.run(handlers);
  await joined;
}

await Promise.all([
  consume(orders, {
    eachMessage: async ({ message }) => {
      const value = String(message.value);
      await fetch(`http://127.0.0.1:${server.address().port}/inner`);
      done.emit('order', `${value} ${Object.keys(message.headers).sort()}`);
    },
  }),
  consume(clicks, {
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) done.emit('click', String(value));
    },
  }),
]);

const routes = {
  '/inner': async () => 'inner',
  '/send': async () => {
    const answer = once(done, 'order');
    const messages = [{ key: 'k', value: 'book', headers: { mine: '1' } }];
    const [{ topicName }] = await producer.send({ topic: orders, messages });
    return [...(await answer), topicName, messages];
  },
  '/batch': async () => {
    const answers = [once(done, 'order'), once(done, 'click')];
    const topicMessages = [
      { topic: orders, messages: [{ value: 'pen' }] },
      { topic: clicks, messages: [{ value: 'click' }] },
    ];
    await producer.sendBatch({ topicMessages });
    return Promise.all(answers);
  },
};

const server = createServer(async (request, response) => {
  try {
    response.end(JSON.stringify(await routes[request.url]()));
  } catch (error) {
    response.statusCode = 500;
    response.end(error.stack);
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
