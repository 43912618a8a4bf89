// A CommonJS application on MySQL and Redis, through the three clients that Node apps have; it knows nothing of the agent.
const http = require('node:http');
const Redis = require('ioredis');
const mysql = require('mysql2');
const { createPool } = require('mysql2/promise');
const { createClient } = require('redis');

const REDIS_PORT = Number(process.env.REDIS_PORT);
const database = { host: '127.0.0.1', port: Number(process.env.MYSQL_PORT), user: 'root', database: 'mysql' };
const pool = createPool({ ...database, connectionLimit: 2 });
const callbacks = mysql.createPool({ ...database, connectionLimit: 1 });
const ioredis = new Redis({ port: REDIS_PORT, host: '127.0.0.1' });
const redis = createClient({ socket: { port: REDIS_PORT, host: '127.0.0.1' } });

async function priceOf(id) {
  const [rows] = await pool.query("SELECT ? AS price, 'Ann' AS name", [id]);
  return rows[0].price;
}

const routes = {
  '/mysql': async () => {
    const prices = [];
    for (let id = 1; id <= 6; id++) prices.push(await priceOf(id));
    return prices;
  },
  '/mysql-prepared': async () => (await pool.execute('SELECT ? + 1 AS sum', [41]))[0],
  '/mysql-error': () => pool.query('SELECT nothing FROM nowhere').catch((error) => error.code),
  // Two queries of one callback chain, on a pool of one connection that another request may have opened.
  '/mysql-callbacks': () =>
    new Promise((resolve, reject) =>
      callbacks.query('SELECT 1 AS one', (error) =>
        error
          ? reject(error)
          : callbacks.query('SELECT 2 AS two', (second, rows) => (second ? reject(second) : resolve(rows))),
      ),
    ),
  '/ioredis': async () => {
    await ioredis.set('user:42:name', 'Ann');
    const pair = await ioredis.pipeline().get('user:42:name').get('user:43:name').exec();
    return [
      await ioredis.get('user:42:name'),
      pair,
      await ioredis.incr('user:42:name').catch((error) => error.message),
    ];
  },
  '/redis': async () => {
    await redis.set('cart:7', 'book');
    return [await redis.get('cart:7'), await redis.lPush('cart:7', 'pen').catch((error) => error.message)];
  },
  '/slow': async () => {
    await ioredis.blpop('nothing:1', 0.12);
    return 'done';
  },
  '/redis-slow': async () => {
    await redis.blPop('nothing:2', 0.12);
    return 'done';
  },
  '/redis-multi': () => redis.multi().set('cart:8', 'pen').get('cart:8').exec(),
};

const server = http.createServer(async (request, response) => {
  const body = JSON.stringify(await routes[request.url]());
  response.setHeader('content-type', 'application/json').end(body);
});

redis
  .connect()
  .then(() => server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`)));
