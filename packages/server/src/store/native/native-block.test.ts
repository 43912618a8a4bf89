import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { EmbeddedEngine } from '../engine/embedded-engine.ts';
import type { Engine } from '../engine/engine.ts';
import { ArrayColumn, MapColumn } from './array-column.ts';
import type { Column, RowSelection } from './column.ts';
import { FixedStringColumn } from './fixed-string-column.ts';
import { Int64Column } from './int64-column.ts';
import { LowCardinalityColumn } from './low-cardinality-column.ts';
import { encodeNativeBlock } from './native-block.ts';
import { NullableColumn } from './nullable-column.ts';
import { NumberColumn } from './number-column.ts';
import { StringColumn } from './string-column.ts';

/** How one column type is filled with random values, and the expression that reads them back as JSON. */
interface ColumnCase<T = never> {
  column(): Column;
  values: fc.Arbitrary<T>;
  append(column: Column, value: T): void;
  /** What the engine's JSON shows for the value. */
  shown(value: T): unknown;
  read: string;
}

function columnCase<C extends Column, T>(
  column: () => C,
  values: fc.Arbitrary<T>,
  append: (column: C, value: T) => void,
  read = 'value',
  shown: (value: T) => unknown = (value) => value,
): ColumnCase {
  return { column, values, append, shown, read } as unknown as ColumnCase;
}

// JSON has no lone surrogates: text is made of whole code points, and of bytes apart.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '',
    'a',
    'GET /api/week/:date',
    '\u0000',
    'x'.repeat(127),
    'x'.repeat(128),
    'ü'.repeat(9000),
  ),
);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
// JSON has no minus zero.
const double = finite.map((value) => (value === 0 ? 0 : value));
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex').toUpperCase();
const entries = <T>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(text, value), { selector: ([key]) => key, maxLength: 6 });
const lowCardinality = () => new LowCardinalityColumn();
/** A map as an array of pairs: JSON objects would not keep the order. */
const PAIRS = 'arrayMap((k, v) -> (k, v), mapKeys(value), mapValues(value))';

const CASES: ColumnCase[] = [
  ...(
    [
      ['UInt8', fc.integer({ min: 0, max: 0xff })],
      ['UInt16', fc.integer({ min: 0, max: 0xffff })],
      ['UInt32', fc.integer({ min: 0, max: 0xffffffff })],
      ['Int8', fc.integer({ min: -0x80, max: 0x7f })],
      ['Int16', fc.integer({ min: -0x8000, max: 0x7fff })],
      ['Int32', fc.integer({ min: -0x80000000, max: 0x7fffffff })],
      [
        'Float32',
        double
          .map(Math.fround)
          .filter(Number.isFinite)
          .map((value) => (value === 0 ? 0 : value)),
      ],
      ['Float64', double],
    ] as const
  ).map(([type, values]) =>
    columnCase(
      () => new NumberColumn(type),
      values as fc.Arbitrary<number>,
      (column, value) => column.append(value),
      type === 'Float32' ? 'toFloat64(value)' : 'value',
    ),
  ),
  columnCase(
    () => new NumberColumn('DateTime'),
    fc.integer({ min: 0, max: 0xffffffff }),
    (column, value) => column.append(value),
    'toUnixTimestamp(value)',
  ),
  columnCase(
    () => new NumberColumn('Bool'),
    fc.boolean(),
    (column, value) => column.append(value ? 1 : 0),
  ),
  columnCase(
    () => new Int64Column('Int64'),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    (column, value) => column.appendBigInt(value),
    'value',
    String,
  ),
  columnCase(
    () => new Int64Column('UInt64'),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    (column, value) => column.append(Number(value & 0xffffffffn), Number(value >> 32n)),
    'value',
    String,
  ),
  columnCase(
    () => new Int64Column('UInt64'),
    fc.maxSafeNat(),
    (column, value) => column.appendNumber(value),
    'value',
    String,
  ),
  columnCase(
    () => new Int64Column("DateTime64(9, 'UTC')"),
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    (column, value) => column.appendBigInt(value),
    'reinterpretAsInt64(value)',
    String,
  ),
  columnCase(
    () => new StringColumn(),
    text,
    (column, value) => column.appendText(value),
    'hex(value)',
    (value) => hex(Buffer.from(value)),
  ),
  columnCase(
    () => new StringColumn(),
    fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: 120, maxLength: 20_000, size: 'max' }),
    ),
    (column, value) =>
      column.appendSlice(Buffer.concat([Buffer.from('..'), value, Buffer.from('.')]), 2, 2 + value.length),
    'hex(value)',
    hex,
  ),
  columnCase(
    () => new FixedStringColumn(16),
    bytes(16),
    (column, value) => column.append(value),
    'hex(value)',
    hex,
  ),
  columnCase(lowCardinality, text, (column, value) => column.append(value)),
  columnCase(
    () => new NullableColumn('Float64'),
    fc.option(double),
    (column, value) => column.append(value),
  ),
  columnCase(
    () => new ArrayColumn(new NumberColumn('Float64')),
    fc.array(double),
    (column, value) => {
      for (const element of value) column.elements.append(element);
      column.endRow();
    },
  ),
  columnCase(
    () => new ArrayColumn(new Int64Column('UInt64')),
    fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    (column, value) => {
      for (const element of value) column.elements.appendBigInt(element);
      column.endRow();
    },
    'value',
    (value) => value.map(String),
  ),
  columnCase(
    () => new ArrayColumn(new StringColumn()),
    fc.array(text),
    (column, value) => {
      for (const element of value) column.elements.appendText(element);
      column.endRow();
    },
  ),
  columnCase(
    () => new ArrayColumn(new LowCardinalityColumn()),
    fc.array(text),
    (column, value) => {
      for (const element of value) column.elements.append(element);
      column.endRow();
    },
  ),
  columnCase(
    () => new ArrayColumn(new FixedStringColumn(8)),
    fc.array(bytes(8)),
    (column, value) => {
      for (const element of value) column.elements.append(element);
      column.endRow();
    },
    'arrayMap(x -> hex(x), value)',
    (value) => value.map(hex),
  ),
  columnCase(
    () => new MapColumn(lowCardinality(), new StringColumn()),
    entries(text),
    (column, value) => {
      for (const [key, element] of value) {
        column.keys.append(key);
        column.values.appendText(element);
      }
      column.endRow();
    },
    PAIRS,
  ),
  columnCase(
    () => new MapColumn(lowCardinality(), new Int64Column('Int64')),
    entries(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    (column, value) => {
      for (const [key, element] of value) {
        column.keys.append(key);
        column.values.appendBigInt(element);
      }
      column.endRow();
    },
    PAIRS,
    (value) => value.map(([key, element]) => [key, String(element)]),
  ),
  columnCase(
    () => new MapColumn(lowCardinality(), new NumberColumn('Float64')),
    entries(double),
    (column, value) => {
      for (const [key, element] of value) {
        column.keys.append(key);
        column.values.append(element);
      }
      column.endRow();
    },
    PAIRS,
  ),
  columnCase(
    () => new MapColumn(lowCardinality(), new NumberColumn('Bool')),
    entries(fc.boolean()),
    (column, value) => {
      for (const [key, element] of value) {
        column.keys.append(key);
        column.values.append(element ? 1 : 0);
      }
      column.endRow();
    },
    PAIRS,
  ),
];

describe('native block', () => {
  let directory: string;
  let engine: Engine;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tracebin-native-'));
    engine = await EmbeddedEngine.open(directory);
  });

  after(async () => {
    await engine.close();
    await rm(directory, { recursive: true });
  });

  /** A table for each type, kept for all blocks of it: making one costs more than a block. */
  const tables = new Map<string, string>();
  let blocks = 0;

  async function tableOf(type: string): Promise<string> {
    const known = tables.get(type);
    if (known !== undefined) return known;
    const name = `round_trip_${tables.size}`;
    await engine.command(`CREATE TABLE ${name} (block UInt32, row UInt32, value ${type}) ENGINE = Memory`);
    tables.set(type, name);
    return name;
  }

  /** Values written in one block and read back through the engine, in order. */
  async function throughEngine(column: Column, read: string, rows?: RowSelection): Promise<unknown[]> {
    const [of, order] = [new NumberColumn('UInt32'), new NumberColumn('UInt32')];
    const number = blocks++;
    for (let row = 0; row < column.length; row++) {
      of.append(number);
      order.append(row);
    }
    const table = await tableOf(column.type);
    const block = encodeNativeBlock({ block: of, row: order, value: column }, rows);
    await engine.insertNative(table, block, rows === undefined ? column.length : rows.count, [
      { name: 'block', type: 'UInt32' },
      { name: 'row', type: 'UInt32' },
      { name: 'value', type: column.type },
    ]);
    const { columns } = await engine.query(
      `SELECT ${read} AS value FROM ${table} WHERE block = ${number} ORDER BY row`,
    );
    return columns.value ?? [];
  }

  for (const { column, values, append, shown, read } of CASES) {
    it(`writes ${column().type} so that it reads back equal (as ${read})`, async () => {
      const reused = column();
      await fc.assert(
        fc.asyncProperty(
          fc.array(values, { maxLength: 40 }),
          fc.array(values, { maxLength: 5 }),
          async (kept, taken) => {
            reused.clear();
            for (const value of kept) append(reused, value);
            for (const value of taken) append(reused, value);
            reused.truncate(kept.length);
            assert.deepEqual(await throughEngine(reused, read), kept.map(shown));
          },
        ),
        { numRuns: 12 },
      );
    });

    it(`writes chosen rows of ${column().type} (as ${read})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(values, fc.boolean()), { maxLength: 40 }), async (rows) => {
          const filled = column();
          for (const [value] of rows) append(filled, value);
          const mask = Uint8Array.from(rows, ([, chosen]) => (chosen ? 1 : 0));
          const chosen = rows.filter(([, isChosen]) => isChosen).map(([value]) => shown(value));
          assert.deepEqual(await throughEngine(filled, read, { mask, count: chosen.length }), chosen);
        }),
        { numRuns: 5 },
      );
    });
  }

  for (const size of [0x100, 0x101, 0x10000, 0x10001]) {
    it(`writes ${size} different texts of a low-cardinality column`, async () => {
      const column = new LowCardinalityColumn();
      for (let index = 0; index < size; index++) column.append(`text ${index}`);
      const values = await throughEngine(column, 'value');
      assert.equal(values.length, size);
      assert.equal(
        values.findIndex((value, index) => value !== `text ${index}`),
        -1,
      );
    });
  }

  it('repeats a row of a map', async () => {
    const column = new MapColumn(new LowCardinalityColumn(), new StringColumn());
    for (const [key, value] of [
      ['service.name', 'spots'],
      ['host.name', 'h1'],
    ] as const) {
      column.keys.append(key);
      column.values.appendText(value);
    }
    column.endRow();
    column.endRow();
    column.repeatRow(0);
    column.repeatRow(1);
    column.repeatRow(0);
    const pairs = [
      ['service.name', 'spots'],
      ['host.name', 'h1'],
    ];
    assert.deepEqual(await throughEngine(column, PAIRS), [pairs, [], pairs, [], pairs]);
  });

  it('refuses columns of different height', () => {
    const short = new NumberColumn('UInt8');
    const long = new NumberColumn('UInt8');
    long.append(1);
    assert.throws(() => encodeNativeBlock({ short, long }), /column long has 1 rows, the block has 0/);
  });
});
