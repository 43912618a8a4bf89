/**
 * Four weeks of schedule around today, the same in every run. Two stations are large: 37 breaks of 5 slots a day
 * where the others have one break of 2 slots. That is the whole reason why a query for every slot went unnoticed.
 */
import type { Database } from './database.ts';
import * as names from './seed-names.ts';
import { SeededRandom } from './seeded-random.ts';
import { addDays, mondayOf } from './week-dates.ts';

const LARGE = { breaksPerDay: 37, slotsPerBreak: 5, bookedShare: 0.96 };
const SMALL = { breaksPerDay: 1, slotsPerBreak: 2, bookedShare: 0.6 };
const WEEKS_BEFORE = 1;
const WEEKS = 4;
/** The last advertisers have signed but never aired: the invoice page does not expect them. */
export const ADVERTISERS = 64;
export const NEVER_AIRED = 6;
const SPOTS_PER_ADVERTISER = 3;

/** @param today `2026-11-21` */
export async function seed(db: Database, today: string): Promise<void> {
  const random = new SeededRandom(20_041);
  await insert(db, 'programmes', ['title', 'genre'], names.PROGRAMMES);
  const stations = [
    ...names.LARGE_STATIONS.map(({ callSign, name, market }) => [callSign, name, market, 'large']),
    ...names.SMALL_STATIONS.map(([callSign, market]) => [callSign, `${market} ${callSign}`, market, 'small']),
  ];
  await insert(db, 'stations', ['call_sign', 'name', 'market', 'size'], stations);
  await insert(db, 'users', ['name', 'role', 'station_id'], users(random, stations.length));
  await insert(
    db,
    'advertisers',
    ['name', 'email'],
    Array.from({ length: ADVERTISERS }, (_, index) => {
      const owner = names.OWNERS[index % names.OWNERS.length]!;
      const business = names.BUSINESSES[Math.floor(index / names.OWNERS.length) % names.BUSINESSES.length]!;
      return [`${owner} ${business}`, `${owner}.${business}@example.com`.toLowerCase().replace(' ', '')];
    }),
  );
  await insert(db, 'spots', ['advertiser_id', 'title', 'isci'], spots(random));
  await seedSchedule(db, random, stations.length, today);
  await db.query('ANALYZE');
}

function users(random: SeededRandom, stations: number): unknown[][] {
  const roles = ['traffic-manager', 'sales', 'sales', 'producer'];
  return Array.from({ length: stations }, (_, station) =>
    roles.map((role) => [
      `${random.pick(names.FIRST_NAMES)} ${random.pick(names.LAST_NAMES)}`,
      role,
      station + 1,
    ]),
  ).flat();
}

function spots(random: SeededRandom): unknown[][] {
  return Array.from({ length: ADVERTISERS * SPOTS_PER_ADVERTISER }, (_, index) => [
    Math.floor(index / SPOTS_PER_ADVERTISER) + 1,
    `${random.pick(names.CAMPAIGNS)} ${random.pick([15, 30, 60])}`,
    `SCRF${String(1000 + index)}H`,
  ]);
}

async function seedSchedule(
  db: Database,
  random: SeededRandom,
  stations: number,
  today: string,
): Promise<void> {
  const breaks: unknown[][] = [];
  const slots: unknown[][] = [];
  const bookings: unknown[][] = [];
  const sellable = (ADVERTISERS - NEVER_AIRED) * SPOTS_PER_ADVERTISER;
  const monday = addDays(mondayOf(today), -7 * WEEKS_BEFORE);
  for (let station = 1; station <= stations; station++) {
    const size = station <= names.LARGE_STATIONS.length ? LARGE : SMALL;
    for (let day = 0; day < WEEKS * 7; day++) {
      const date = addDays(monday, day);
      for (let index = 0; index < size.breaksPerDay; index++) {
        breaks.push([
          station,
          random.between(1, names.PROGRAMMES.length),
          airTime(date, index, size.breaksPerDay),
        ]);
        for (let position = 1; position <= size.slotsPerBreak; position++) {
          slots.push([breaks.length, position, random.pick([15, 30, 30, 60])]);
          if (!random.chance(size.bookedShare)) continue;
          const status = date < today ? 'aired' : random.pick(['booked', 'confirmed', 'confirmed']);
          const salesUser = (station - 1) * 4 + random.between(2, 3);
          bookings.push([
            slots.length,
            random.between(1, sellable),
            random.between(40, 900) * 100,
            status,
            salesUser,
          ]);
        }
      }
    }
  }
  await insert(db, 'breaks', ['station_id', 'programme_id', 'airs_at'], breaks);
  await insert(db, 'slots', ['break_id', 'position', 'length_seconds'], slots);
  await insert(db, 'bookings', ['slot_id', 'spot_id', 'price_cents', 'status', 'booked_by'], bookings);
}

/** Breaks are spread from six in the morning to midnight; a single one airs in the evening news. */
function airTime(date: string, index: number, breaksPerDay: number): string {
  const minute = breaksPerDay === 1 ? 18 * 60 + 12 : 6 * 60 + Math.floor((index * 18 * 60) / breaksPerDay);
  return `${date}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`;
}

/** One statement for all rows: they travel as a JSON document and Postgres takes them apart. */
async function insert(
  db: Database,
  table: string,
  columns: string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const objects = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
  await db.query(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM json_populate_recordset(NULL::${table}, $1) WITH ORDINALITY ORDER BY ordinality`,
    [JSON.stringify(objects)],
  );
}
