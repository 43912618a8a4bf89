const MAX_DATE_TIME = 0xffffffff;

/**
 * When a row with this time (unsigned nanoseconds in two halves) leaves the store, in seconds since the epoch.
 * Exact to a second, which a double is; bounded by what a DateTime can hold.
 */
export function expiryOf(timeLow: number, timeHigh: number, retentionHours: number): number {
  const seconds = (timeHigh >>> 0) * 4.294967296 + (timeLow >>> 0) / 1e9;
  return Math.min(MAX_DATE_TIME, Math.floor(seconds) + retentionHours * 3600);
}
