import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildTree } from './build-tree.ts';
import { findClockSkew } from './find-clock-skew.ts';
import { anySpans } from './test/any-spans.ts';
import { draw } from './test/draw.ts';

function shiftsOf(text: string): Record<string, number> {
  const trace = draw(text, 1);
  const tree = buildTree(trace);
  const { shift, rows } = findClockSkew(tree, trace);
  const names = Array.from(tree.order, (span) => trace.strings[trace.name[span]!]!);
  const warned = rows.map((row) => names[row]!);
  return Object.fromEntries(
    names
      .map((name, row) => [warned.includes(name) ? `${name}!` : name, shift[row]!] as const)
      .filter(([, by]) => by !== 0),
  );
}

describe('findClockSkew', () => {
  it('puts a child of another host into the middle of its parent, with all beneath it', () => {
    const shifts = shiftsOf(`
      call (host=a)        |     ----------
        serve (host=b)     |----
          query            | --
            disk (host=b)  | -
    `);
    assert.deepEqual(shifts, { 'serve!': 5 + 3, query: 8, disk: 8 });
  });

  it('finds nothing where the child fits, or is on the same host', () => {
    assert.deepEqual(
      shiftsOf(`
        call (host=a)       |  --------
          serve (host=b)    |  --------
          async (host=a)    |             ----
      `),
      {},
    );
  });

  it('lets a child that is longer than its parent start with it', () => {
    assert.deepEqual(
      shiftsOf(`
        call (host=a)       |   ---
          serve (host=b)    | ------
          later (host=b)    |      -----
      `),
      { 'serve!': 2 },
    );
  });

  it('compares a third host with the second after that was shifted', () => {
    const shifts = shiftsOf(`
      call (host=a)           |          ----------
        serve (host=b)        |--------
          back (host=a)       |             --
    `);
    assert.deepEqual(shifts, { 'serve!': 11 });
  });

  it('does not suspect work in the background of one service, nor a queue', () => {
    assert.deepEqual(
      shiftsOf(`
        handle (@web)                  |----
          afterwards                   |       --
          publish (producer host=a)    |   -
            consume (@w consumer)      |          -
      `),
      {},
    );
    assert.deepEqual(
      shiftsOf(`
        publish (producer host=a)      |     ---
          consume (consumer host=b)    |   --
      `),
      { 'consume!': 2 },
    );
  });

  it('suspects another service where hosts are not known', () => {
    assert.deepEqual(
      shiftsOf(`
        call (@web)        |    ------
          serve (@rates)   |--
      `),
      { 'serve!': 6 },
    );
  });

  it('warns only of children of another clock, and proposes what ends the warning', () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const { shift, rows } = findClockSkew(tree, spans);
        for (const row of rows) {
          const parent = tree.parent[row]!;
          assert.notEqual(parent, -1);
          assert.ok(tree.start[row]! + shift[row]! >= tree.start[parent]! + shift[parent]!);
        }
      }),
    );
  });
});
