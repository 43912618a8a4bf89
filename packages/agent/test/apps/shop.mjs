// A small Express application as a user would write it; it knows nothing of the agent.
import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
const app = express();
app.set('view engine', 'ejs');
app.set('views', new URL('./views', import.meta.url).pathname);

app.get('/plain', (_request, response) => response.json({ ok: true }));

app.get('/orders', async (_request, response) => {
  const { rows } = await pool.query('SELECT id FROM generate_series(1, 12) AS id');
  const items = [];
  for (const row of rows) items.push(await itemsOf(row.id));
  response.json({ orders: rows.length, items: items.length });
});

async function itemsOf(orderId) {
  const { rows } = await pool.query('SELECT $1::int AS order_id', [orderId]);
  return rows[0];
}

app.get('/literals', async (_request, response) => {
  const mails = [];
  for (let id = 1; id <= 6; id++)
    mails.push((await pool.query(`SELECT 'u${id}@example.org' AS mail`)).rows[0].mail);
  response.json(mails);
});

app.get('/config-callback', async (_request, response, next) => {
  const client = await pool.connect();
  const callback = (error, result) => {
    client.release();
    if (error) next(error);
    else response.json({ rows: result.rows, isMine: config.callback === callback });
  };
  const config = { text: 'SELECT $1::int AS one', values: [1], callback };
  client.query(config);
});

app.get('/view', (_request, response) => response.render('hello', { name: 'Ann <b>' }));

app.get('/callback', (_request, response, next) => {
  pool.query('SELECT 1 AS one', (error, result) => (error ? next(error) : response.json(result.rows)));
});

app.get('/sql-error', async (_request, response) => {
  await pool.query('SELECT nothing FROM nowhere');
  response.json({});
});

app.get('/out', async (request, response) => {
  const answer = await fetch(`http://${request.headers.host}/shop/7/items?token=secret`);
  response.json(await answer.json());
});

const shop = express.Router({ mergeParams: true });
shop.get('/items', (request, response) => response.json({ shop: request.params.shop }));
app.use('/shop/:shop', shop);

app.get('/view-then-query', (_request, response, next) => {
  response.render('hello', { name: 'Ann' }, async (error, html) => {
    if (error) return next(error);
    const { rows } = await pool.query('SELECT 1 AS one');
    response.json({ html, rows });
  });
});

const nowhere = new pg.Pool({ host: '127.0.0.1', port: 1 });
app.get('/no-database', async (_request, response) => {
  const error = await nowhere.query('SELECT 1 AS one').catch((thrown) => thrown);
  nowhere.query('SELECT 1 AS one', (again, result) => response.json([error.code, again.code, result]));
});

app.get('/fails', () => {
  throw new Error('the printer is on fire');
});

app.use((error, _request, response, _next) => response.status(500).json({ error: error.message }));

const server = createServer(app);
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
  console.log(`listening ${server.address().port}`),
);
