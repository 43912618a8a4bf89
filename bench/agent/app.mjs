// The application that is watched. It knows nothing of watchers; the channel to its starter tells what it cost.
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
const app = express();
app.set('view engine', 'ejs');
app.set('views', new URL('./views', import.meta.url).pathname);

app.get('/plain', (_request, response) => response.json({ ok: true }));

app.get('/queries/:count', async (request, response) => {
  const rows = [];
  for (let id = 1; id <= Number(request.params.count); id++)
    rows.push((await pool.query('SELECT $1::int AS id, $2::text AS name', [id, 'slot'])).rows[0]);
  response.json(rows);
});

app.get('/view', (_request, response) => {
  response.render('list', { items: Array.from({ length: 20 }, (_, index) => `item ${index}`) });
});

process.on('message', () => process.send({ cpu: process.cpuUsage(), memory: process.memoryUsage.rss() }));
process.on('disconnect', () => process.exit());

const server = app.listen(0, '127.0.0.1', () =>
  process.send({ port: server.address().port, cpu: process.cpuUsage() }),
);
