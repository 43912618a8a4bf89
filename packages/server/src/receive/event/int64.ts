/**
 * 64-bit integers in two halves, the way they lie in rows: `low` and `high` are the 32 bits each, of which only
 * `high` of a signed number has a sign.
 */
const TWO_TO_32 = 2 ** 32;

/** Exact up to 2^53, rounded beyond. */
export function unsignedToNumber(low: number, high: number): number {
  return (high >>> 0) * TWO_TO_32 + (low >>> 0);
}

export function signedToNumber(low: number, high: number): number {
  return (high | 0) * TWO_TO_32 + (low >>> 0);
}

export function signedToBigInt(low: number, high: number): bigint {
  return (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
}

export function unsignedToBigInt(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

export const lowHalf = (value: bigint): number => Number(BigInt.asIntN(32, value));
export const highHalf = (value: bigint): number => Number(BigInt.asIntN(32, value >> 32n));

/** Compares two unsigned numbers: negative, zero or positive as `one - other`. */
export function compareUnsigned(
  oneLow: number,
  oneHigh: number,
  otherLow: number,
  otherHigh: number,
): number {
  const high = (oneHigh >>> 0) - (otherHigh >>> 0);
  return high === 0 ? (oneLow >>> 0) - (otherLow >>> 0) : high;
}
