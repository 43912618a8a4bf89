// A CommonJS application on MongoDB, through the driver and through Mongoose, and on memcached through its two clients.
const http = require('node:http');
const Memcached = require('memcached');
const memjs = require('memjs');
const { MongoClient } = require('mongodb');
const mongoose = require('mongoose');

// Apart from other runs of this app on the same servers.
const OWN = process.env.OWN ?? '';
const mongo = new MongoClient(process.env.MONGO_URL);
const orders = mongo.db(`${OWN}shop`).collection('orders');
const User = mongoose.model('User', new mongoose.Schema({ name: String, friends: [mongoose.ObjectId] }));
const memcached = new Memcached(`127.0.0.1:${process.env.MEMCACHED_PORT}`);
const memjsClient = memjs.Client.create(`127.0.0.1:${process.env.MEMCACHED_PORT}`, { retries: 1 });

async function customerOf(order) {
  return (await orders.findOne({ _id: order, customer: 'Ann' }))?.customer;
}

const call = (method, ...args) =>
  new Promise((resolve, reject) =>
    memcached[method](...args, (error, result) => (error ? reject(error) : resolve(result))),
  );

const routes = {
  '/find': async () => {
    await orders.deleteMany({});
    await orders.insertMany([1, 2, 3, 4, 5, 6].map((_id) => ({ _id, customer: 'Ann', total: _id * 7 })));
    const found = await orders.find({ customer: 'Ann', total: { $gt: 8 } }, { batchSize: 3 }).toArray();
    return found.length;
  },
  '/repeated': async () => {
    const names = [];
    for (let id = 1; id <= 6; id++) names.push(await customerOf(id));
    return names;
  },
  '/aggregate': () =>
    orders
      .aggregate([{ $match: { customer: 'Ann' } }, { $group: { _id: '$customer', sum: { $sum: '$total' } } }])
      .toArray(),
  '/errors': async () => [
    await orders.insertOne({ _id: 1 }).catch((error) => error.name),
    await orders
      .aggregate([{ $nonsense: {} }])
      .toArray()
      .catch((error) => error.name),
  ],
  '/mongoose': async () => {
    await User.deleteMany({});
    const ann = await User.create({ name: 'Ann' });
    ann.name = 'Anna';
    await ann.save();
    return (await User.find({ name: 'Anna' }).lean()).length;
  },
  '/memcached': async () => {
    await call('set', `${OWN}user:42`, 'Ann', 60);
    await call('getMulti', [`${OWN}user:42`, `${OWN}user:43`]);
    return [await call('get', `${OWN}user:42`), await call('incr', `${OWN}user:42`, 1).catch(String)];
  },
  // The second is asked from the callback of the first, on a connection that another request may have opened.
  '/memcached-callbacks': () =>
    new Promise((resolve) =>
      memcached.get(`${OWN}nobody`, () => memcached.get(`${OWN}user:42`, (_error, value) => resolve(value))),
    ),
  '/memjs': async () => {
    await memjsClient.set(`${OWN}cart:7`, 'book', { expires: 60 });
    const { value } = await memjsClient.get(`${OWN}cart:7`);
    return [String(value), await memjsClient.delete(`${OWN}cart:7`)];
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

Promise.all([mongo.connect(), mongoose.connect(`${process.env.MONGO_URL}/${OWN}shop`)]).then(() =>
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`)),
);
