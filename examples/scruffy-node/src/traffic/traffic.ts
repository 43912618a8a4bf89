/**
 * Live traffic for Scruffy: a working day in ten minutes, the same choices in every run.
 *
 *   --target URL           where Scruffy listens
 *   --rate N               visits a second in the mean of the day (4)
 *   --day-seconds N        how long a day takes (600); it begins at eight in the morning
 *   --large-week-seconds N how often somebody opens the week of a large station (20); 0 for never
 *   --today DATE           the day the schedule was seeded around
 *   --seed N
 *   --visits N             ends after so many; without it, never
 *   --at-once N            visits at the same time at most (6); who does not get in comes back another time
 *   --log FILE             a line of JSON for each request, as its user saw it
 */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../db/seeded-random.ts';
import { endWithParent } from '../end-with-parent.ts';
import { Browser, type SeenRequest, type TrafficCounts } from './browser.ts';
import { busyness } from './day-curve.ts';
import { largeWeek, pickTrafficManager, pickUser, pickVisit, type Visit } from './visits.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    rate: { type: 'string', default: '4' },
    'day-seconds': { type: 'string', default: '600' },
    'large-week-seconds': { type: 'string', default: '20' },
    today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    seed: { type: 'string', default: '7' },
    visits: { type: 'string', default: 'Infinity' },
    'at-once': { type: 'string', default: '6' },
    log: { type: 'string' },
  },
});
if (!values.target) throw new Error('--target is needed: where does Scruffy listen?');
const target = values.target;
const ratePerSecond = Number(values.rate);
const daySeconds = Number(values['day-seconds']);
const largeWeekSeconds = Number(values['large-week-seconds']);
/** Never more than the app can handle. */
const maxVisitsAtOnce = Number(values['at-once']);

const FIRST_HOUR = 8;
const FIRST_LARGE_WEEK_MS = 1_500;
const SUMMARY_INTERVAL_MS = 30_000;

const random = new SeededRandom(Number(values.seed));
const counts: TrafficCounts = { answered: 0, failed: 0, unanswered: 0, slowestMs: 0 };
const startedAt = performance.now();
let visitsLeft = Number(values.visits);
let visitsNow = 0;
let largeWeekNow = false;
let ended = false;

function nextVisit(): void {
  if (ended) return;
  const hour = (FIRST_HOUR + ((performance.now() - startedAt) / 1000 / daySeconds) * 24) % 24;
  const waitMs = (-Math.log(1 - random.next()) * 1000) / (ratePerSecond * busyness(hour));
  setTimeout(() => {
    if (!ended && visitsNow < maxVisitsAtOnce) void visit(pickVisit(random), pickUser(random));
    nextVisit();
  }, waitMs);
}

function nextLargeWeek(waitMs: number): void {
  setTimeout(async () => {
    if (ended) return;
    if (!largeWeekNow) {
      largeWeekNow = true;
      await visit(largeWeek, pickTrafficManager(random));
      largeWeekNow = false;
    }
    nextLargeWeek(largeWeekSeconds * 1000 * (0.6 + 0.8 * random.next()));
  }, waitMs);
}

async function visit(run: Visit, user: number): Promise<void> {
  visitsNow++;
  if (--visitsLeft <= 0) ended = true;
  await run(new Browser(target, user, counts, note), random, values.today);
  visitsNow--;
  if (visitsLeft <= 0 && visitsNow === 0) process.exit(0);
}

function note(request: SeenRequest): void {
  if (values.log) appendFileSync(values.log, `${JSON.stringify(request)}\n`);
}

function summary(): void {
  const { answered, failed, unanswered, slowestMs } = counts;
  console.log(
    `${answered} requests answered, ${failed} failed, ${unanswered} without answer, slowest ${(slowestMs / 1000).toFixed(1)} s`,
  );
  Object.assign(counts, { answered: 0, failed: 0, unanswered: 0, slowestMs: 0 });
}

console.log(`${ratePerSecond} visits a second in the mean, a day takes ${daySeconds} s`);
nextVisit();
if (largeWeekSeconds > 0) nextLargeWeek(FIRST_LARGE_WEEK_MS);
setInterval(summary, SUMMARY_INTERVAL_MS);
endWithParent(async () => {
  ended = true;
});
