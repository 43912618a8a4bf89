import { unsignedToBigInt } from '../../event/int64.ts';
import { LIMITS } from '../../limits.ts';
import { type WireReader, WireType } from './wire-reader.ts';

/**
 * Repeated numbers, packed or one by one as either may come. Never keeps more than one above the bound: enough to
 * see that there are too many.
 */
const MOST = LIMITS.maxBuckets + 1;

/** `repeated double` */
export function readDoubles(reader: WireReader, tag: number, end: number, into: number[]): void {
  const stop = (tag & 7) === WireType.length ? reader.lengthEnd(end) : reader.position + 1;
  while (reader.position < stop) {
    const value = reader.double((tag & 7) === WireType.length ? stop : end);
    if (into.length < MOST) into.push(value);
  }
}

/** `repeated fixed64` */
export function readFixed64s(reader: WireReader, tag: number, end: number, into: bigint[]): void {
  const stop = (tag & 7) === WireType.length ? reader.lengthEnd(end) : reader.position + 1;
  while (reader.position < stop) {
    reader.fixed64((tag & 7) === WireType.length ? stop : end);
    if (into.length < MOST) into.push(unsignedToBigInt(reader.low, reader.high));
  }
}

/** `repeated uint64` */
export function readVarints(reader: WireReader, tag: number, end: number, into: bigint[]): void {
  const stop = (tag & 7) === WireType.length ? reader.lengthEnd(end) : reader.position + 1;
  while (reader.position < stop) {
    reader.varint64((tag & 7) === WireType.length ? stop : end);
    if (into.length < MOST) into.push(unsignedToBigInt(reader.low, reader.high));
  }
}
