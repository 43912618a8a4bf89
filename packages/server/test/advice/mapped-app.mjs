/**
 * A small app with the same N+1 four times: weeks with their breaks and slots through Sequelize, TypeORM, Prisma and
 * GraphQL, on Postgres. With FIXED=1 each does what the advice of its finding says. It knows nothing of the agent; whoever imports
 * it gets it running in their own process.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import DataLoader from 'dataloader';
import express from 'express';
import { buildSchema, graphql } from 'graphql';
import pg from 'pg';
import { DataTypes, Sequelize } from 'sequelize';
import { DataSource, EntitySchema } from 'typeorm';
import { PrismaClient } from './prisma-client.cjs';

const BREAKS = 40;
const POOL_SIZE = 4;
const databaseUrl = process.env.DATABASE_URL;
const isFixed = process.env.FIXED === '1';

const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE });
await pool.query('CREATE TABLE IF NOT EXISTS weeks (id integer PRIMARY KEY, name text)');
await pool.query('CREATE TABLE IF NOT EXISTS breaks (id integer PRIMARY KEY, "weekId" integer, name text)');
await pool.query('CREATE TABLE IF NOT EXISTS slots (id integer PRIMARY KEY, "breakId" integer, name text)');
await pool.query("INSERT INTO weeks VALUES (1, 'first') ON CONFLICT DO NOTHING");
await pool.query(
  `INSERT INTO breaks SELECT id, 1, 'break ' || id FROM generate_series(1, ${BREAKS}) AS id ON CONFLICT DO NOTHING`,
);
await pool.query(
  `INSERT INTO slots SELECT id, 1 + id % ${BREAKS}, 'slot ' || id FROM generate_series(1, ${3 * BREAKS}) AS id ON CONFLICT DO NOTHING`,
);

const sequelize = new Sequelize(databaseUrl, { logging: false });
const id = { type: DataTypes.INTEGER, primaryKey: true };
const plain = { timestamps: false };
const Week = sequelize.define('week', { id, name: DataTypes.TEXT }, plain);
const Break = sequelize.define('break', { id, name: DataTypes.TEXT }, plain);
const Slot = sequelize.define('slot', { id, name: DataTypes.TEXT }, plain);
Week.hasMany(Break);
Break.hasMany(Slot);

const source = new DataSource({
  type: 'postgres',
  url: databaseUrl,
  entities: [
    entity('Week', 'weeks', { breaks: { type: 'one-to-many', target: 'Break', inverseSide: 'week' } }),
    entity('Break', 'breaks', {
      week: { type: 'many-to-one', target: 'Week', joinColumn: { name: 'weekId' } },
      slots: { type: 'one-to-many', target: 'Slot', inverseSide: 'break' },
    }),
    entity('Slot', 'slots', {
      break: { type: 'many-to-one', target: 'Break', joinColumn: { name: 'breakId' } },
    }),
  ],
});
await source.initialize();

function entity(name, tableName, relations) {
  const columns = { id: { type: Number, primary: true }, name: { type: String } };
  return new EntitySchema({ name, tableName, columns, relations });
}

async function sequelizeWeek(weekId) {
  if (isFixed) return Week.findByPk(weekId, { include: [{ model: Break, include: [Slot] }] });
  const week = await Week.findByPk(weekId);
  const breaks = [];
  for (const each of await week.getBreaks())
    breaks.push({ ...each.dataValues, slots: await each.getSlots() });
  return { ...week.dataValues, breaks };
}

async function typeormWeek(weekId) {
  const weeks = source.getRepository('Week');
  if (isFixed) return weeks.findOne({ where: { id: weekId }, relations: { breaks: { slots: true } } });
  const week = await weeks.findOne({ where: { id: weekId }, relations: { breaks: true } });
  const slots = source.getRepository('Slot');
  for (const each of week.breaks) each.slots = await slots.find({ where: { break: { id: each.id } } });
  return week;
}

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) });

async function prismaWeek(weekId) {
  if (isFixed) return prisma.break.findMany({ where: { weekId }, include: { slots: true } });
  const breaks = [];
  for (const each of await prisma.break.findMany({ where: { weekId } }))
    breaks.push({ ...each, slots: await prisma.slot.findMany({ where: { breakId: each.id } }) });
  return breaks;
}

const schema = buildSchema(`
  type Slot { id: Int! name: String! }
  type Break { id: Int! slots: [Slot!]! }
  type Query { breaks(week: Int!): [Break!]! }
`);

async function slotsOfBreaks(breakIds) {
  const { rows } = await pool.query('SELECT id, name, "breakId" FROM slots WHERE "breakId" = ANY($1)', [
    breakIds,
  ]);
  return breakIds.map((breakId) => rows.filter((row) => row.breakId === breakId));
}

schema.getType('Break').getFields().slots.resolve = async (parent, _arguments, { slots }) => {
  if (isFixed) return slots.load(parent.id);
  return (await pool.query('SELECT id, name FROM slots WHERE "breakId" = $1', [parent.id])).rows;
};
schema.getType('Query').getFields().breaks.resolve = async (_parent, { week }) =>
  (await pool.query('SELECT id FROM breaks WHERE "weekId" = $1', [week])).rows;

const app = express();
app.use(express.json());
app.get('/sequelize/weeks/:id', async (request, response) => {
  response.json(await sequelizeWeek(Number(request.params.id)));
});
app.get('/typeorm/weeks/:id', async (request, response) => {
  response.json(await typeormWeek(Number(request.params.id)));
});
app.get('/prisma/weeks/:id', async (request, response) => {
  response.json(await prismaWeek(Number(request.params.id)));
});
app.post('/graphql', async (request, response) => {
  const contextValue = { slots: new DataLoader(slotsOfBreaks) };
  response.json(await graphql({ schema, source: request.body.query, contextValue }));
});

const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
export const url = `http://127.0.0.1:${server.address().port}`;
console.log(`listening ${server.address().port}`);

export async function close() {
  server.close();
  server.closeAllConnections();
  await Promise.all([pool.end(), sequelize.close(), source.destroy(), prisma.$disconnect()]);
}
