/**
 * Writes a protobuf message anew as another encoder might: fields in another order (those of one number keep theirs),
 * unknown fields of every wire type in between, lengths and numbers with needless bytes, repeated numbers unpacked.
 */
import protobuf from 'protobufjs';

export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  roll(below: number): number;
}

interface Field {
  id: number;
  bytes: Buffer;
}

export function scramble(type: protobuf.Type, message: Uint8Array, dice: Dice): Buffer {
  const reader = protobuf.Reader.create(message);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    fields.push({ id: tag >>> 3, bytes: rewrite(type, tag, reader, dice) });
  }
  for (let count = dice.roll(3); count > 0; count--) fields.push(unknownField(dice));
  return Buffer.concat(shuffled(fields, dice).map((field) => field.bytes));
}

function rewrite(type: protobuf.Type, tag: number, reader: protobuf.Reader, dice: Dice): Buffer {
  const start = reader.pos;
  const wireType = tag & 7;
  if (wireType !== 2) {
    reader.skipType(wireType);
    return Buffer.concat([varint(tag, 0), Buffer.from(reader.buf.subarray(start, reader.pos))]);
  }
  const content = reader.bytes();
  const field = type.fieldsById[tag >>> 3]?.resolve();
  if (field?.repeated && field.packed) return unpack(field, content, dice);
  const inner =
    field?.resolvedType instanceof protobuf.Type ? scramble(field.resolvedType, content, dice) : content;
  return Buffer.concat([
    varint(tag, 0),
    varint(inner.length, dice.roll(4) === 0 ? 1 + dice.roll(2) : 0),
    inner,
  ]);
}

function unpack(field: protobuf.Field, content: Uint8Array, dice: Dice): Buffer {
  if (dice.roll(2) === 0)
    return Buffer.concat([varint(field.id * 8 + 2, 0), varint(content.length, 0), content]);
  const wireType = field.type === 'uint64' ? 0 : 1;
  const reader = protobuf.Reader.create(content);
  const parts: Buffer[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    reader.skipType(wireType);
    parts.push(varint(field.id * 8 + wireType, 0), Buffer.from(reader.buf.subarray(start, reader.pos)));
  }
  return Buffer.concat(parts);
}

function unknownField(dice: Dice): Field {
  const id = 100 + dice.roll(2_000);
  const bodies: [number, Buffer][] = [
    [0, varint(dice.roll(2 ** 31), dice.roll(3))],
    [1, Buffer.alloc(8, dice.roll(256))],
    [2, Buffer.concat([varint(5, 0), Buffer.alloc(5, dice.roll(256))])],
    [3, Buffer.concat([varint(8, 0), varint(1, 0), varint(id * 8 + 4, 0)])],
    [5, Buffer.alloc(4, dice.roll(256))],
  ];
  const [wireType, body] = bodies[dice.roll(bodies.length)]!;
  return { id, bytes: Buffer.concat([varint(id * 8 + wireType, 0), body]) };
}

function shuffled(fields: readonly Field[], dice: Dice): Field[] {
  const byId = new Map<number, Field[]>();
  for (const field of fields) {
    const same = byId.get(field.id);
    if (same === undefined) byId.set(field.id, [field]);
    else same.push(field);
  }
  const places = fields.map((field) => field.id);
  for (let index = places.length - 1; index > 0; index--) {
    const other = dice.roll(index + 1);
    [places[index], places[other]] = [places[other]!, places[index]!];
  }
  return places.map((id) => byId.get(id)!.shift()!);
}

/** @param padding how many bytes more than needed */
function varint(value: number, padding: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  for (let count = 0; count < padding; count++) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(0);
  }
  return Buffer.from(bytes);
}
