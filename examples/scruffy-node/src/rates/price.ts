import { LARGE_STATIONS, SMALL_STATIONS } from '../db/seed-names.ts';
import { SeededRandom } from '../db/seeded-random.ts';

const AUCTIONS = 4_000;

export const MARKETS = [
  ...LARGE_STATIONS.map(({ market }) => market),
  ...SMALL_STATIONS.map(([, market]) => market),
];

/** What a slot costs: demand of the hour, larger in the large markets, the longer the dearer. */
export function priceCents(market: string, airsAt: string, seconds: number): number {
  return Math.round(demandAt(market, Number(airsAt.slice(11, 13))) * seconds * 100);
}

/** Plays a few thousand auctions between two bidders and takes the mean of what the loser was ready to pay. */
export function demandAt(market: string, hour: number): number {
  const size = LARGE_STATIONS.some((station) => station.market === market) ? 6 : 1;
  const random = new SeededRandom(hour * 7919 + market.length);
  let sum = 0;
  for (let auction = 0; auction < AUCTIONS; auction++) sum += Math.min(random.next(), random.next());
  return size * (sum / AUCTIONS) * (hour >= 18 && hour < 23 ? 9 : 4);
}
