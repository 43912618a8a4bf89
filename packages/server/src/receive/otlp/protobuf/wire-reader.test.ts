import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { BadRequestError } from '../../../errors.ts';
import { signedToBigInt, unsignedToBigInt } from '../../event/int64.ts';
import { tagOf, WireReader, WireType } from './wire-reader.ts';

function readerOf(...bytes: number[]): { reader: WireReader; end: number } {
  const reader = new WireReader();
  reader.open(Buffer.from(bytes));
  return { reader, end: bytes.length };
}

const refused = (read: () => unknown, message: RegExp) =>
  assert.throws(read, (error: Error) => error instanceof BadRequestError && message.test(error.message));

describe('wire reader', () => {
  it('reads what a generic library writes', () => {
    const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(uint64, fc.double(), fc.nat(2 ** 31 - 1), (number, double, small) => {
        const text = String(number);
        const writer = protobuf.Writer.create()
          .uint64(text)
          .fixed64(text)
          .double(double)
          .fixed32(small)
          .uint32(small);
        const reader = new WireReader();
        const body = Buffer.from(writer.finish());
        reader.open(body);
        reader.varint64(body.length);
        assert.equal(unsignedToBigInt(reader.low, reader.high), number);
        assert.equal(signedToBigInt(reader.low, reader.high), BigInt.asIntN(64, number));
        reader.fixed64(body.length);
        assert.equal(unsignedToBigInt(reader.low, reader.high), number);
        assert.equal(reader.double(body.length), double);
        assert.equal(reader.fixed32(body.length), small);
        assert.equal(reader.varint32(body.length), small);
        assert.equal(reader.position, body.length);
      }),
    );
  });

  it('takes a number of 10 bytes and refuses one of 11', () => {
    const ten = readerOf(...new Array(9).fill(0xff), 0x01);
    ten.reader.varint64(ten.end);
    assert.deepEqual([ten.reader.low, ten.reader.high], [-1, -1]);
    const eleven = readerOf(...new Array(10).fill(0xff), 0x01);
    refused(() => eleven.reader.varint64(eleven.end), /more than 10 bytes/);
  });

  it('never reads beyond the end it is given', () => {
    for (const read of ['varint32', 'fixed32', 'double', 'lengthEnd', 'tag'] as const) {
      const { reader } = readerOf(8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8);
      refused(() => reader[read](0), /cut off/);
      assert.equal(reader.position, 0);
    }
    const { reader } = readerOf(0xff, 0xff, 1, 1, 1, 1, 1, 1, 1);
    refused(() => reader.varint64(2), /cut off/);
    refused(() => reader.fixed64(7), /cut off/);
  });

  it('takes a length up to the end and refuses one byte more', () => {
    const fits = readerOf(2, 0, 0);
    assert.equal(fits.reader.lengthEnd(3), 3);
    const tooLong = readerOf(3, 0, 0);
    refused(() => tooLong.reader.lengthEnd(3), /beyond its message/);
    const huge = readerOf(0xff, 0xff, 0xff, 0xff, 0x0f, 0);
    refused(() => huge.reader.lengthEnd(6), /beyond its message/);
  });

  it('refuses field number 0 and wire types that do not exist', () => {
    const zero = readerOf(0x02);
    refused(() => zero.reader.tag(1), /field number of 0/);
    const padded = readerOf(0x82, 0x00);
    refused(() => padded.reader.tag(2), /field number of 0/);
    for (const wireType of [4, 6, 7]) {
      const { reader } = readerOf(0, 0, 0, 0, 0, 0, 0, 0);
      refused(() => reader.skip(tagOf(1, wireType), 8), /wire type/);
    }
  });

  it('skips groups 32 deep and refuses one more, or one that does not end', () => {
    const nested = (depth: number) => [...new Array(depth).fill(0x0b), ...new Array(depth).fill(0x0c)];
    const skip = (bytes: number[]) => {
      const { reader, end } = readerOf(...bytes);
      reader.skip(reader.tag(end), end);
      return reader.position;
    };
    assert.equal(skip(nested(32)), 64);
    refused(() => skip(nested(33)), /nested too deep/);
    refused(() => skip([0x0b, 0x08, 0x01]), /cut off/);
    assert.equal(tagOf(1, WireType.startGroup), 0x0b);
  });
});
