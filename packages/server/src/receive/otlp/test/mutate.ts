import type { Dice } from './scramble.ts';

/** Spoils a body as a broken sender, a cut connection or an attacker might: one to four changes of random kinds. */
export function mutate(body: Buffer, other: Buffer, dice: Dice): Buffer {
  let bytes = Buffer.from(body);
  for (let count = 1 + dice.roll(4); count > 0; count--) bytes = changed(bytes, other, dice);
  return bytes;
}

function changed(bytes: Buffer<ArrayBuffer>, other: Buffer, dice: Dice): Buffer<ArrayBuffer> {
  const at = dice.roll(bytes.length + 1);
  const till = Math.min(bytes.length, at + 1 + dice.roll(24));
  switch (dice.roll(9)) {
    case 0: // a bit
      if (at < bytes.length) bytes[at]! ^= 1 << dice.roll(8);
      return bytes;
    case 1: // a byte
      if (at < bytes.length) bytes[at] = dice.roll(256);
      return bytes;
    case 2: // cut off
      return bytes.subarray(0, at);
    case 3: // a piece missing
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(till)]);
    case 4: // a piece twice
      return Buffer.concat([bytes.subarray(0, till), bytes.subarray(at)]);
    case 5: // random bytes in between
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(Array.from({ length: 1 + dice.roll(12) }, () => dice.roll(256))),
        bytes.subarray(at),
      ]);
    case 6: // the longest varint, so also the largest length
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.alloc(5 + dice.roll(6), 0xff),
        bytes.subarray(till),
      ]);
    case 7: // a piece of another body
      return Buffer.concat([
        bytes.subarray(0, at),
        other.subarray(dice.roll(other.length + 1)),
        bytes.subarray(till),
      ]);
    default: // zeros
      bytes.fill(0, at, till);
      return bytes;
  }
}
