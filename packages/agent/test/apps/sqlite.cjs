// SQLite of Node itself, or better-sqlite3, in a CommonJS app; it knows nothing of the agent.
const http = require('node:http');

const driver = process.env.DRIVER ?? 'node:sqlite';
const loaded = globalThis.imported ?? require(driver);
const database = new (loaded.DatabaseSync ?? loaded)(':memory:');
database.exec('CREATE TABLE spots (id INTEGER PRIMARY KEY, name TEXT)');

const insert = database.prepare('INSERT INTO spots (name) VALUES (?)');
const find = database.prepare('SELECT name FROM spots WHERE id = ?');

function nameOf(id) {
  return find.get(id)?.name;
}

database.function('pause', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120);
  return 1;
});
const pause = database.prepare('SELECT pause() AS paused');

const routes = {
  '/calls': () => {
    database.exec("DELETE FROM spots WHERE name = 'Ann'");
    insert.run('Ann');
    insert.run('Bob');
    return database.prepare('SELECT count(*) AS count FROM spots').all().length;
  },
  '/rows': () => {
    const names = [];
    for (const { name } of database.prepare('SELECT name FROM spots LIMIT 2').iterate()) names.push(name);
    return names;
  },
  '/repeated': () => [1, 2, 3, 4, 5].map(nameOf).length,
  '/slow': function slow() {
    return pause.get().paused;
  },
  '/tagged': () => {
    const sql = database.createTagStore?.(10);
    return sql ? sql.get`SELECT ${'Ann'} AS name`.name : 'none';
  },
  '/fails': () => {
    try {
      database.prepare('INSERT INTO spots (id, name) VALUES (1, ?)').run('Carl');
    } catch (error) {
      return error.message;
    }
  },
};

const server = http.createServer((request, response) => {
  response.end(JSON.stringify(routes[request.url]()));
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
