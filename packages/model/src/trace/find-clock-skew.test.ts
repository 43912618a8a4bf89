import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SpanKind } from '../event-codes.ts';
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

  it("warns of no span that fits, nor of one on its parent's clock, and proposes what ends each warning", () => {
    fc.assert(
      fc.property(anySpans(), (spans) => {
        const tree = buildTree(spans);
        const before = [[...tree.start], [...tree.end]];
        const { shift, rows } = findClockSkew(tree, spans);
        for (let row = 0; row < tree.count; row++) {
          const above = tree.parent[row]!;
          const [start, end] = [tree.start[row]! + shift[row]!, tree.end[row]! + shift[row]!];
          if (above === -1) {
            assert.equal(shift[row], 0);
            continue;
          }
          const [span, parent] = [tree.order[row]!, tree.order[above]!];
          const isOneClock =
            spans.host[span] === spans.host[parent] &&
            (spans.host[span] !== -1 || spans.service[span] === spans.service[parent]);
          const [from, to] = [tree.start[above]! + shift[above]!, tree.end[above]! + shift[above]!];
          const isBound = end - start <= to - from && spans.kind[span] !== SpanKind.consumer;
          const fits = (at: number, until: number) => at >= from && (!isBound || until <= to);
          if (isOneClock) assert.equal(shift[row], shift[above]);
          else if (fits(tree.start[row]!, tree.end[row]!)) assert.equal(shift[row], 0);
          else {
            assert.ok(rows.includes(row) && fits(start, end));
            // What fits gets equal time on the network both ways; what does not begins with its parent.
            if (isBound) assert.ok(Math.abs(start - from - (to - end)) <= 1);
            else assert.equal(start, from);
          }
          if (isOneClock || shift[row] === 0) assert.ok(!rows.includes(row));
        }
        // Told, never applied.
        assert.deepEqual([[...tree.start], [...tree.end]], before);
      }),
      { numRuns: 300 },
    );
  });
});
