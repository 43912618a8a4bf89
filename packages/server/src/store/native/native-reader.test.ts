import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MapColumn } from './array-column.ts';
import { FixedStringColumn } from './fixed-string-column.ts';
import { Int64Column } from './int64-column.ts';
import { LowCardinalityColumn } from './low-cardinality-column.ts';
import { encodeNativeBlock } from './native-block.ts';
import { NativeReader, type Texts, type Words } from './native-reader.ts';
import { NumberColumn } from './number-column.ts';
import { StringColumn } from './string-column.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', 'x'.repeat(127), 'x'.repeat(128), 'ü'.repeat(9_000)),
);
const entries = <T>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(text, value), { selector: ([key]) => key, maxLength: 4 });
const row = fc.record(
  {
    flag: fc.integer({ min: 0, max: 255 }),
    second: fc.nat(),
    rate: fc.double({ noNaN: true }),
    number: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    id: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    text,
    word: text,
    strings: entries(text),
    ints: entries(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  },
  { noNullPrototype: true },
);
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function encode(rows: readonly Row[]): Buffer {
  const strings = () => new MapColumn(new LowCardinalityColumn(), new StringColumn());
  const columns = {
    flag: new NumberColumn('UInt8'),
    second: new NumberColumn('DateTime'),
    rate: new NumberColumn('Float64'),
    number: new Int64Column('Int64'),
    id: new FixedStringColumn(8),
    text: new StringColumn(),
    word: new LowCardinalityColumn(),
    strings: strings(),
    ints: new MapColumn(new LowCardinalityColumn(), new Int64Column('Int64')),
  };
  for (const row of rows) {
    columns.flag.append(row.flag);
    columns.second.append(row.second);
    columns.rate.append(row.rate);
    columns.number.appendBigInt(row.number);
    columns.id.append(Buffer.from(row.id, 'hex'));
    columns.text.appendText(row.text);
    columns.word.append(row.word);
    for (const [key, value] of row.strings) {
      columns.strings.keys.append(key);
      columns.strings.values.appendText(value);
    }
    columns.strings.endRow();
    for (const [key, value] of row.ints) {
      columns.ints.keys.append(key);
      columns.ints.values.appendBigInt(value);
    }
    columns.ints.endRow();
  }
  return Buffer.concat(encodeNativeBlock(columns));
}

function read(answer: Uint8Array): Row[] {
  const reader = new NativeReader(answer);
  const found: Row[] = [];
  const bigints = (halves: Int32Array) => new BigInt64Array(halves.buffer);
  const wordOf = ({ words, places }: Words, at: number) => words[places[at]!]!;
  const textOf = ({ starts, ends }: Texts, at: number) => reader.bytes.toString('utf8', starts[at], ends[at]);
  const elements = <T>(ends: Uint32Array, row: number, of: (at: number) => T): T[] => {
    const from = row === 0 ? 0 : ends[row - 1]!;
    return Array.from({ length: ends[row]! - from }, (_, index) => of(from + index));
  };
  while (reader.openBlock()) {
    const flag = reader.bytesOf('flag');
    const second = reader.uint32('second');
    const rate = reader.doubles('rate');
    const number = bigints(reader.int64('number'));
    const id = Buffer.from(reader.fixed('id', 8));
    const text = reader.texts('text');
    const word = reader.words('word');
    const strings = reader.textMaps('strings');
    const ints = reader.int64Maps('ints');
    const intValues = bigints(ints.values);
    for (let row = 0; row < reader.rows; row++) {
      found.push({
        flag: flag[row]!,
        second: second[row]!,
        rate: rate[row]!,
        number: number[row]!,
        id: id.toString('hex', row * 8, row * 8 + 8),
        text: textOf(text, row),
        word: wordOf(word, row),
        strings: elements(strings.ends, row, (at) => [wordOf(strings.keys, at), textOf(strings.values, at)]),
        ints: elements(ints.ends, row, (at) => [wordOf(ints.keys, at), intValues[at]!]),
      });
    }
  }
  return found;
}

describe('reading blocks', () => {
  it('gives what was written, whatever the blocks', () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 4 }), (blocks) => {
        assert.deepEqual(read(Buffer.concat(blocks.map(encode))), blocks.flat());
      }),
    );
  });

  it('reads dictionaries of all widths', () => {
    for (const size of [256, 257, 65_536, 65_537]) {
      const column = new LowCardinalityColumn();
      for (let word = 0; word < size; word++) column.append(`w${word}`);
      const reader = new NativeReader(Buffer.concat(encodeNativeBlock({ column })));
      assert.ok(reader.openBlock());
      const { words, places } = reader.words('column');
      assert.deepEqual(
        Array.from({ length: size }, (_, row) => words[places[row]!]),
        Array.from({ length: size }, (_, word) => `w${word}`),
      );
    }
  });

  it('refuses an answer that ends too early, and one of other columns', () => {
    const answer = encode([
      {
        flag: 1,
        second: 2,
        rate: 0.5,
        number: -3n,
        id: '0123456789abcdef',
        text: 'x'.repeat(200),
        word: 'GET',
        strings: [['http.route', '/week']],
        ints: [['code.line.number', 7n]],
      },
    ]);
    for (let length = 1; length < answer.length; length++) {
      assert.throws(() => read(answer.subarray(0, length)), `${length} of ${answer.length} bytes`);
    }
    const reader = new NativeReader(answer);
    reader.openBlock();
    assert.throws(() => reader.bytesOf('other'), /flag UInt8 is not column other/);
    const again = new NativeReader(answer);
    again.openBlock();
    assert.throws(() => again.texts('flag'), /flag UInt8 is not column flag/);
  });
});
