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

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  '',
  'x',
  '0',
  '-1',
  '99999999999999999999',
  'NaN',
  '\u0000',
  '\ud800',
  [],
  {},
  [null],
  [[]],
  { values: 7 },
  { key: 'k' },
  'f'.repeat(32),
  { stringValue: 1 },
  { intValue: '1e3' },
];

/** Replaces one to four values anywhere in a JSON document: it stays JSON, but says odd things. */
export function mutateJson(body: Buffer, dice: Dice): Buffer {
  const document: unknown = JSON.parse(body.toString());
  for (let count = 1 + dice.roll(4); count > 0; count--) replaceOne(document, dice);
  return Buffer.from(JSON.stringify(document));
}

function replaceOne(root: unknown, dice: Dice): void {
  let parent = root;
  for (let depth = 0; depth < 16; depth++) {
    if (typeof parent !== 'object' || parent === null) return;
    const fields = Object.keys(parent);
    const field = fields[dice.roll(fields.length)];
    if (field === undefined) return;
    const values = parent as Record<string, unknown>;
    const child = values[field];
    const isLeaf = typeof child !== 'object' || child === null;
    if (isLeaf || dice.roll(6) === 0) {
      values[field] = structuredClone(ODD_VALUES[dice.roll(ODD_VALUES.length)]);
      return;
    }
    parent = child;
  }
}
