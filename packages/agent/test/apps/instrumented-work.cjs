// One request that uses what OpenTelemetry's packages and the agent's own hooks watch; prints log lines and what it saw.
module.exports = async ({
  dns,
  express,
  fs,
  genericPool,
  memoizer,
  net,
  pg,
  undici,
  winston,
  pino,
  bunyan,
  trace,
}) => {
  const pool = genericPool.createPool(
    { create: async () => ({ id: 7 }), destroy: async () => {} },
    { max: 1 },
  );
  const load = memoizer({
    load: (id, done) => setTimeout(() => done(null, `user ${id}`), 20),
    hash: (id) => String(id),
    max: 10,
    maxAge: 60_000,
  });
  const database = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  const loggers = [
    winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] }),
    pino({}, pino.destination({ dest: 1, sync: true })),
    bunyan.createLogger({ name: 'bunyan' }),
  ];
  const called = (work) =>
    new Promise((resolve, reject) => work((error, value) => (error ? reject(error) : resolve(value))));

  const app = express();
  let address;
  app.get('/away', (_request, response) => response.send('away'));
  app.get('/connected', (_request, response) => response.send('connected'));
  app.get('/work/:id', async (request, response) => {
    const manifest = await called((done) => fs.readFile(`${__dirname}/package.json`, 'utf8', done));
    await called((done) => dns.lookup('localhost', done));
    await new Promise((resolve) => {
      const socket = net.connect(address.port, '127.0.0.1', () => {
        socket.destroy();
        resolve();
      });
    });
    const taken = await pool.acquire();
    pool.release(taken);
    const user = await called((done) =>
      load(request.params.id, (error, value) => {
        trace.getTracer('by-hand').startSpan('loaded').end();
        done(error, value);
      }),
    );
    const { rows } = await database.query('SELECT 1 AS one');
    const answer = await (await undici.fetch(`http://127.0.0.1:${address.port}/away`)).text();
    for (const logger of loggers) logger.info(`worked for ${user}`);
    response.json({ name: JSON.parse(manifest).name, taken: taken.id, user, one: rows[0].one, answer });
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  address = server.address();
  const ask = async (id) => (await undici.fetch(`http://127.0.0.1:${address.port}/work/${id}`)).text();
  // Two at once wait for one load, each in its own trace.
  console.log((await Promise.all([ask(7), ask(7)])).join(' '));
  server.close();
  await Promise.all([database.end(), undici.getGlobalDispatcher().close()]);
};
