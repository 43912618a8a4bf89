/** Quarters of an hour, as seconds since the epoch at which they begin. */
export const QUARTER_SECONDS = 900;

const QUARTER_NANOS = BigInt(QUARTER_SECONDS) * 1_000_000_000n;

/** In which quarter a time lies; nanoseconds since the epoch. */
export const quarterOf = (nanos: bigint): number => Number(nanos / QUARTER_NANOS) * QUARTER_SECONDS;

/** Begin of a quarter in nanoseconds since the epoch. */
export const quarterNanos = (quarter: number): bigint => BigInt(quarter) * 1_000_000_000n;

/** SQL of the quarter in which `time` lies. */
export const QUARTER_SQL = `toStartOfInterval(time, INTERVAL ${QUARTER_SECONDS} SECOND, 'UTC')`;
