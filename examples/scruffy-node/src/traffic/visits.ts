/**
 * What the users of Scruffy do. A visit is a short list of requests; most are about small stations, because there
 * are more of those, and a few people do most of the work.
 */

import { ADVERTISERS } from '../db/seed.ts';
import { LARGE_STATIONS, SMALL_STATIONS } from '../db/seed-names.ts';
import type { SeededRandom } from '../db/seeded-random.ts';
import { addDays } from '../db/week-dates.ts';
import type { Browser } from './browser.ts';

export type Visit = (browser: Browser, random: SeededRandom, today: string) => Promise<void>;

const LARGE = LARGE_STATIONS.map(({ callSign }) => callSign);
const SMALL = SMALL_STATIONS.map(([callSign]) => callSign);
/** Seeded users stand four to a station: traffic manager, two sales people, producer. */
const USERS_PER_STATION = 4;
const HEAVY_USERS = [1, 2, 6, 10, 23];
const HEAVY_USER_SHARE = 0.55;
const SPOTS = 150;
/** So many weeks have a schedule from today on. */
const SCHEDULED_WEEKS = 2;

const stationList: Visit = (browser) => browser.get('/');

const daySchedule: Visit = async (browser, random, today) => {
  const station = anyStation(random);
  await browser.get(`/stations/${station}/day/${addDays(today, random.between(-2, 6))}`);
};

const smallWeek: Visit = async (browser, random, today) => {
  await browser.get(weekOf(random.pick(SMALL), random, today));
};

const book: Visit = async (browser, random, today) => {
  const from = addDays(today, random.between(0, 7));
  const answer = await browser.get<{ slots: { id: number }[] }>(
    `/api/stations/${random.pick(SMALL)}/availability/${from}`,
  );
  if (!answer?.slots.length) return;
  const slotId = random.pick(answer.slots).id;
  await browser.get(`/api/slots/${slotId}/quote`);
  if (random.chance(0.4)) return;
  const booked = await browser.post<{ booking: number }>('/api/bookings', {
    slotId,
    spotId: random.between(1, SPOTS),
  });
  // Most plans change, and so the slots do not run out.
  if (booked && random.chance(0.9)) await browser.delete(`/api/bookings/${booked.booking}`);
};

const invoice: Visit = (browser, random) =>
  browser.get(`/api/advertisers/${random.between(1, ADVERTISERS)}/invoice`);

/** The one that hurts: the week of a large station, 4,000 queries. */
export const largeWeek: Visit = (browser, random, today) =>
  browser.get(weekOf(random.pick(LARGE), random, today));

const WEIGHTED: [weight: number, visit: Visit][] = [
  [18, stationList],
  [34, daySchedule],
  [22, smallWeek],
  [16, book],
  [10, invoice],
];

export function pickVisit(random: SeededRandom): Visit {
  let rest = random.next() * WEIGHTED.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, visit] of WEIGHTED) {
    rest -= weight;
    if (rest < 0) return visit;
  }
  return stationList;
}

export function pickUser(random: SeededRandom): number {
  if (random.chance(HEAVY_USER_SHARE)) return random.pick(HEAVY_USERS);
  return random.between(1, (LARGE.length + SMALL.length) * USERS_PER_STATION);
}

/** The traffic manager of one of the large stations. */
export function pickTrafficManager(random: SeededRandom): number {
  return 1 + USERS_PER_STATION * random.between(0, LARGE.length - 1);
}

/** Whoever plans leafs through all weeks that have a schedule. */
export function weekOf(station: string, random: SeededRandom, today: string): string {
  return `/api/week/${addDays(today, 7 * random.between(-1, SCHEDULED_WEEKS))}?station=${station}`;
}

function anyStation(random: SeededRandom): string {
  return random.chance(0.15) ? random.pick(LARGE) : random.pick(SMALL);
}
