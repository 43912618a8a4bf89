import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TracebinError } from '../errors.ts';
import { type Piece, splitOtlpJson } from './split-otlp-json.ts';

async function split(text: string, chunkBytes = 7): Promise<Piece[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const pieces: Piece[] = [];
  for await (const piece of splitOtlpJson(chunks())) pieces.push(piece);
  return pieces;
}

const failure = async (text: string): Promise<string> => {
  try {
    await split(text);
  } catch (error) {
    assert.ok(error instanceof TracebinError && error.code === 'bad-import');
    return error.message;
  }
  return 'no error';
};

test('one request over many lines', async () => {
  const pieces = await split('{\n "resourceSpans": [\n  {"a": 1},\n  {"b": [2]}\n ]\n}\n');
  assert.deepEqual(
    pieces.map(({ signal, json, line }) => [signal, JSON.parse(json.toString()), line]),
    [
      ['traces', { a: 1 }, 3],
      ['traces', { b: [2] }, 4],
    ],
  );
});

test('one request a line, of all signals', async () => {
  const pieces = await split(
    '{"resourceSpans":[{"n":1}]}\n\n{"resourceLogs":[{"n":2}]}\n{"resourceMetrics":[{"n":3}],"more":{"x":[{}]}}',
  );
  assert.deepEqual(
    pieces.map(({ signal, line }) => [signal, line]),
    [
      ['traces', 1],
      ['logs', 3],
      ['metrics', 4],
    ],
  );
});

test('brackets and keys inside strings mean nothing', async () => {
  const tricky = { 'resourceLogs":[{': '"}]\\"', deep: { resourceLogs: [{ x: '\\' }] } };
  const pieces = await split(JSON.stringify({ note: '{"resourceLogs":[', resourceSpans: [tricky] }));
  assert.deepEqual(
    pieces.map(({ signal, json }) => [signal, JSON.parse(json.toString())]),
    [['traces', tricky]],
  );
});

test('any resources come out as they went in, however the file is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 4 }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(0, 2),
      async (requests, chunkBytes, indent) => {
        const text = requests
          .map((resourceSpans) => JSON.stringify({ resourceSpans }, null, indent))
          .join('\n');
        const pieces = await split(text, chunkBytes);
        // Through JSON, which knows no -0.
        assert.deepEqual(
          pieces.map((piece) => JSON.parse(piece.json.toString())),
          JSON.parse(JSON.stringify(requests.flat())),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('complaints name the line', async () => {
  assert.match(await failure('{"resourceSpans":[]}\nhello'), /^Line 2 has a misplaced "h"/);
  assert.match(await failure('{"resourceSpans":[}'), /^Line 1 has a misplaced "}"/);
  assert.match(await failure('[{"traceId":"1"}]'), /^Line 1 begins with an array/);
  assert.match(
    await failure('{"resourceSpans":[\n{"a":1},\n{"b":'),
    /ends in the middle of an object \(line 3\)/,
  );
  assert.match(
    await failure('{"resourceSpans":[]}\n{"data":[]}'),
    /^Line 2 ends an object without resourceSpans/,
  );
  assert.match(await failure(' \n'), /empty/);
});
