// Each object mapper and query builder on each driver that it is watched through: the same work, written as its users do.
const http = require('node:http');
const { eq } = require('drizzle-orm');
const { integer, pgTable, text } = require('drizzle-orm/pg-core');
const { int, mysqlTable, varchar } = require('drizzle-orm/mysql-core');
const makeKnex = require('knex');
const pg = require('pg');
const mysql = require('mysql2/promise');
const { PrismaPg } = require('@prisma/adapter-pg');
const { PrismaClient } = require('./prisma-client.cjs');
const { DataTypes, Sequelize } = require('sequelize');
const { DataSource, EntitySchema } = require('typeorm');

const postgres = process.env.DATABASE_URL;
const mysqlUrl = process.env.MYSQL_URL;

/** Writes, reads, a transaction, an error and a loop, on rows of its own. */
const work = {
  driver: (query) => async () => {
    await query("DELETE FROM spots WHERE name = 'Ann'");
    await query("INSERT INTO spots (id, name) VALUES (11, 'Ann'), (12, 'Ann')");
    await query('SELECT nothing FROM spots').catch(() => {});
    for (let id = 11; id <= 15; id++) await query(`SELECT name FROM spots WHERE id = ${id}`);
  },
  knex: (knex) => async () => {
    await knex('spots').where('name', 'Ann').delete();
    await knex.transaction(async (transaction) => {
      await transaction('spots').insert({ id: 11, name: 'Ann' });
      await transaction('spots').insert({ id: 12, name: 'Ann' });
    });
    await knex('spots')
      .select('nothing')
      .catch(() => {});
    for (let id = 11; id <= 15; id++) await knex('spots').where({ id }).first();
  },
  drizzle: (database, spots) => async () => {
    await database.delete(spots).where(eq(spots.name, 'Ann'));
    await database.transaction(async (transaction) => {
      await transaction.insert(spots).values({ id: 11, name: 'Ann' });
      await transaction.insert(spots).values({ id: 12, name: 'Ann' });
    });
    await database.execute('SELECT nothing FROM spots').catch(() => {});
    for (let id = 11; id <= 15; id++) await database.select().from(spots).where(eq(spots.id, id));
  },
  sequelize: (sequelize, Spot) => async () => {
    await Spot.destroy({ where: { name: 'Ann' } });
    await sequelize.transaction(async (transaction) => {
      await Spot.create({ id: 11, name: 'Ann' }, { transaction });
      await Spot.create({ id: 12, name: 'Ann' }, { transaction });
    });
    await sequelize.query('SELECT nothing FROM spots').catch(() => {});
    for (let id = 11; id <= 15; id++) await Spot.findByPk(id);
  },
  typeorm: (source) => async () => {
    await source.getRepository('Spot').delete({ name: 'Ann' });
    await source.transaction(async (manager) => {
      await manager.insert('Spot', { id: 11, name: 'Ann' });
      await manager.save('Spot', { id: 12, name: 'Ann' });
    });
    await source.query('SELECT nothing FROM spots').catch(() => {});
    for (let id = 11; id <= 15; id++) await source.getRepository('Spot').findOneBy({ id });
  },
  prisma: (prisma) => async () => {
    await prisma.spot.deleteMany({ where: { name: 'Ann' } });
    await prisma.$transaction(async (transaction) => {
      await transaction.spot.create({ data: { id: 11, name: 'Ann' } });
      await transaction.spot.create({ data: { id: 12, name: 'Ann' } });
    });
    await prisma.$queryRawUnsafe('SELECT nothing FROM spots').catch(() => {});
    for (let id = 11; id <= 15; id++) await prisma.spot.findUnique({ where: { id } });
  },
};

const entity = new EntitySchema({
  name: 'Spot',
  tableName: 'spots',
  columns: { id: { type: Number, primary: true }, name: { type: String } },
});

async function start() {
  const pool = new pg.Pool({ connectionString: postgres, max: 2 });
  const mysqlPool = mysql.createPool({ uri: mysqlUrl, connectionLimit: 2 });
  await pool.query('CREATE TABLE IF NOT EXISTS spots (id integer PRIMARY KEY, name text)');
  await mysqlPool.query('CREATE TABLE IF NOT EXISTS spots (id integer PRIMARY KEY, name varchar(99))');
  const routes = {
    '/driver/pg': work.driver((sql) => pool.query(sql)),
    '/driver/mysql2': work.driver((sql) => mysqlPool.query(sql)),
    '/driver/mysql2-prepared': work.driver((sql) => mysqlPool.execute(sql)),
    '/drizzle/pg': work.drizzle(
      require('drizzle-orm/node-postgres').drizzle(pool),
      pgTable('spots', { id: integer('id').primaryKey(), name: text('name') }),
    ),
    '/drizzle/mysql2': work.drizzle(
      require('drizzle-orm/mysql2').drizzle(mysqlPool),
      mysqlTable('spots', { id: int('id').primaryKey(), name: varchar('name', { length: 99 }) }),
    ),
    '/prisma/pg': work.prisma(new PrismaClient({ adapter: new PrismaPg({ connectionString: postgres }) })),
  };
  for (const [driver, url, type] of [
    ['pg', postgres, 'postgres'],
    ['mysql2', mysqlUrl, 'mysql'],
  ]) {
    const pool = { min: 0, max: 2 };
    routes[`/knex/${driver}`] = work.knex(makeKnex({ client: driver, connection: url, pool }));
    // Connections that stay: new ones ask for things of their own.
    const sequelize = new Sequelize(url, { logging: false, pool: { max: 2, idle: 600_000 } });
    const columns = { id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.TEXT };
    const Spot = sequelize.define('spot', columns, { tableName: 'spots', timestamps: false });
    routes[`/sequelize/${driver}`] = work.sequelize(sequelize, Spot);
    const source = await new DataSource({ type, url, entities: [entity] }).initialize();
    routes[`/typeorm/${driver}`] = work.typeorm(source);
  }
  const server = http.createServer(async (request, response) => {
    try {
      await routes[request.url]();
      response.end('done');
    } catch (error) {
      response.statusCode = 500;
      response.end(error.stack);
    }
  });
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}

start();
