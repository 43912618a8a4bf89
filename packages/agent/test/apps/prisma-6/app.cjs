// One request for all that is asked of Prisma; prints what was answered.
const http = require('node:http');
const { PrismaPg } = require('@prisma/adapter-pg');
const { PrismaClient } = require('./client.cjs');

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });

async function nameOf(id) {
  return (await prisma.spot.findUnique({ where: { id } }))?.name;
}

async function work() {
  const where = { id: 5 };
  await prisma.spot.upsert({ where, create: { id: 5, name: 'Ann' }, update: { name: 'Ann' } });
  await prisma.spot.updateMany({ where, data: { name: 'Faye' } });
  const found = await prisma.spot.findMany({ where: { name: 'Faye' } });
  const counts = await prisma.$transaction([prisma.spot.count(), prisma.spot.count({ where: { id: 0 } })]);
  const [{ one }] = await prisma.$queryRaw`SELECT 1 AS one`;
  const failed = await prisma.spot.create({ data: { id: 5, name: 'Ann' } }).catch(({ code }) => code);
  const names = [];
  for (let id = 1; id <= 6; id++) names.push(await nameOf(id));
  return [found, counts, one, failed, names.filter((name) => name !== undefined)];
}

const server = http.createServer(async (_request, response) => response.end(JSON.stringify(await work())));
server.listen(0, '127.0.0.1', async () => {
  await prisma.$executeRawUnsafe('CREATE TABLE IF NOT EXISTS spots (id integer PRIMARY KEY, name text)');
  await prisma.$executeRawUnsafe('DELETE FROM spots');
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
  console.log(await response.text());
  server.close();
  await prisma.$disconnect();
});
