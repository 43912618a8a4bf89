// Results that are read bit by bit, as exports of large tables do; or, where that is asked for, one whose error nobody handles.
const pg = require('pg');
const Cursor = require('pg-cursor');
const QueryStream = require('pg-query-stream');
const { transaction } = require(process.env.INDEX);

const LONG = 'SELECT n FROM generate_series(1, 250) AS n';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 1 });

async function read(stream, most) {
  let rows = 0;
  for await (const _ of stream) if (++rows === most) break;
  return rows;
}

async function readAll(client) {
  console.log('all', await read(client.query(new QueryStream(LONG))));
  console.log('some', await read(client.query(new QueryStream(`${LONG} LIMIT 200`)), 3));
  const failed = client.query(new QueryStream('SELECT nowhere'));
  console.log('failed', await read(failed).catch((error) => error.code));
  const cursor = client.query(new Cursor('SELECT 1 AS one'));
  console.log('cursor', (await cursor.read(5)).length);
  await cursor.close();
}

async function neverHandled(client) {
  client.query(new pg.Query('SELECT nowhere'));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  console.log('nobody ended the process');
}

transaction('export', async () => {
  const client = await pool.connect();
  await (process.env.UNHANDLED ? neverHandled : readAll)(client);
  client.release();
  await pool.end();
});
