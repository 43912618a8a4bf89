// The same three queries through each object mapper and query builder, on Postgres; the app knows nothing of the agent.
const http = require('node:http');
const { eq } = require('drizzle-orm');
const drizzle = require('drizzle-orm/node-postgres');
const { integer, pgTable, text } = require('drizzle-orm/pg-core');
const makeKnex = require('knex');
const pg = require('pg');
const { PrismaPg } = globalThis.imported ?? require('@prisma/adapter-pg');
const { PrismaClient } = require('./prisma-client.cjs');
const { DataTypes, Sequelize } = require('sequelize');
const { DataSource, EntitySchema } = require('typeorm');

const url = process.env.DATABASE_URL;
const pool = new pg.Pool({ connectionString: url, max: 2 });
const knex = makeKnex({ client: 'pg', connection: url, pool: { min: 1, max: 2 } });
const spots = pgTable('spots', { id: integer('id').primaryKey(), name: text('name') });
const database = drizzle.drizzle(pool, { schema: { spots } });
// Connections that stay: new ones ask for things of their own.
const sequelize = new Sequelize(url, { logging: false, pool: { max: 2, idle: 600_000 } });
const Spot = sequelize.define(
  'spot',
  { id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.TEXT },
  { tableName: 'spots', timestamps: false },
);
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
const entity = new EntitySchema({
  name: 'Spot',
  tableName: 'spots',
  columns: { id: { type: Number, primary: true }, name: { type: String } },
});
const source = new DataSource({ type: 'postgres', url, entities: [entity] });

const routes = {
  '/knex': async () => {
    await knex('spots').insert({ id: 1, name: 'Ann' }).onConflict('id').merge();
    await knex('spots').where({ id: 1 }).update({ name: 'Bob' });
    return knex('spots').where('name', 'Bob').select('id');
  },
  '/drizzle': async () => {
    await database.insert(spots).values({ id: 2, name: 'Ann' }).onConflictDoNothing();
    await database.update(spots).set({ name: 'Carl' }).where(eq(spots.id, 2));
    return database.query.spots.findMany({ where: eq(spots.name, 'Carl') });
  },
  '/sequelize': async () => {
    await Spot.upsert({ id: 3, name: 'Ann' });
    await Spot.update({ name: 'Dora' }, { where: { id: 3 } });
    return (await Spot.findAll({ where: { name: 'Dora' } })).map(({ id }) => id);
  },
  '/typeorm': async () => {
    const repository = source.getRepository('Spot');
    await repository.upsert({ id: 4, name: 'Ann' }, ['id']);
    await repository.update({ id: 4 }, { name: 'Eve' });
    return repository.find({ where: { name: 'Eve' } });
  },
  '/prisma': async () => {
    const where = { id: 5 };
    await prisma.spot.upsert({ where, create: { id: 5, name: 'Ann' }, update: { name: 'Ann' } });
    await prisma.spot.updateMany({ where, data: { name: 'Faye' } });
    return prisma.spot.findMany({ where: { name: 'Faye' } });
  },
  '/prisma-more': async () => {
    const counts = await prisma.$transaction([prisma.spot.count(), prisma.spot.count({ where: { id: 0 } })]);
    const [{ one }] = await prisma.$queryRaw`SELECT 1 AS one`;
    await prisma.spot.create({ data: { id: 6, name: 'Ann' } }).catch(() => {});
    const failed = await prisma.spot.create({ data: { id: 6, name: 'Ann' } }).catch(({ code }) => code);
    return [counts[1], one, failed];
  },
  '/prisma-slow': async function slowly() {
    return (await prisma.$queryRaw`SELECT pg_sleep(0.12)::text AS slept`).length;
  },
  '/prisma-repeated': async () => {
    const names = [];
    for (let id = 1; id <= 6; id++) names.push(await prismaNameOf(id));
    return names.length;
  },
  '/repeated': async () => {
    for (let time = 0; time < 5; time++) await nameOf(1);
    return 'done';
  },
};

async function prismaNameOf(id) {
  return (await prisma.spot.findUnique({ where: { id } }))?.name;
}

async function nameOf(id) {
  return (await Spot.findByPk(id))?.name;
}

const server = http.createServer(async (request, response) => {
  try {
    response.end(JSON.stringify((await routes[request.url]()) ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(error.stack);
  }
});

async function start() {
  await pool.query('CREATE TABLE IF NOT EXISTS spots (id integer PRIMARY KEY, name text)');
  await source.initialize();
  await Promise.all(Object.values(routes).map((route) => route()));
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}

start();
