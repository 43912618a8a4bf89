/** The traffic of a day: quiet nights, a morning and an afternoon peak, a heavy week every two hours or so. */
import type { Random } from './random.ts';
import type { Shop } from './shop.ts';
import type { TraceBuilder } from './trace-builder.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** At noon; a tenth of it at night. */
const PEAK_PER_MINUTE = 6;
const HEAVY_EVERY_MS = 2 * HOUR_MS;

/** Requests per minute at a time of day, in the demo's own zone UTC. */
export function requestsPerMinute(atMs: number): number {
  const hour = (atMs % DAY_MS) / HOUR_MS;
  return PEAK_PER_MINUTE * (0.1 + 0.9 * Math.max(0, Math.sin(((hour - 6) / 14) * Math.PI)));
}

/** Traces of the day that ends at `endMs`, oldest first. */
export function* dayOfTraces(shop: Shop, random: Random, endMs: number): Generator<TraceBuilder> {
  let nextHeavy = endMs - DAY_MS + HEAVY_EVERY_MS / 4;
  for (let at = endMs - DAY_MS; at < endMs; at += pauseMs(random, at)) {
    if (at >= nextHeavy) {
      nextHeavy += HEAVY_EVERY_MS * random.between(0.5, 1.5);
      // It runs for 20 s and must have ended by now.
      if (at < endMs - 60_000) yield shop.heavyWeek(at);
    }
    yield shop.any(at);
  }
}

/** Until the next request, when requests come independently of each other. */
export function pauseMs(random: Random, atMs: number): number {
  return (-Math.log(1 - random.next()) * 60_000) / requestsPerMinute(atMs);
}
