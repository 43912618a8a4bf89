import type { WireReader } from './wire-reader.ts';

/**
 * Copies an id of the right length into `target`; of another length nothing is copied. Returns the length that
 * was sent. A loop: making a view of 8 or 16 bytes costs more than copying them.
 */
export function readId(reader: WireReader, end: number, target: Uint8Array): number {
  const idEnd = reader.lengthEnd(end);
  const start = reader.position;
  const length = idEnd - start;
  if (length === target.length) {
    const bytes = reader.bytes;
    for (let index = 0; index < length; index++) target[index] = bytes[start + index]!;
  }
  reader.position = idEnd;
  return length;
}
