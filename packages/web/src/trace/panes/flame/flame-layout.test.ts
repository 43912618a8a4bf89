import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergePaths, type PathTree } from '@tracebin/model';
import fc from 'fast-check';
import { anyTrace } from '../../../../test/any-trace.ts';
import { traceLayout } from '../../layout/trace-layout.ts';
import { comparedRows } from '../compare/compared-rows.ts';
import { shapesOf } from '../use-shapes.ts';
import { levelStarts, nodeAt, stepFrom, windowOf } from './flame-layout.ts';

const flameOf = (answer: Parameters<typeof traceLayout>[0]): PathTree => {
  const layout = traceLayout(answer);
  const { shape, table, self } = shapesOf(layout);
  return mergePaths({ ...layout.tree, end: layout.end }, shape, table.shapes.length, self);
};

describe('the flame graph on the screen', () => {
  it('finds the node under every place of every level, by search as by looking at all', () => {
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0, max: 1, noNaN: true }), (answer, share) => {
        const flame = flameOf(answer);
        const starts = levelStarts(flame);
        const { to } = windowOf(flame, -1);
        const time = share * to;
        for (let level = 0; level < flame.deepest; level++) {
          const all = Array.from({ length: flame.count }, (_, node) => node).filter(
            (node) =>
              flame.depth[node] === level &&
              flame.from[node]! <= time &&
              flame.from[node]! + flame.total[node]! > time,
          );
          const found = nodeAt(flame, starts, level, time);
          assert.equal(found, all[0] ?? -1);
        }
      }),
    );
  });

  it('leads by arrows to a parent, its widest child, and neighbours of a level', () => {
    fc.assert(
      fc.property(anyTrace, (answer) => {
        const flame = flameOf(answer);
        const starts = levelStarts(flame);
        for (let node = 0; node < flame.count; node++) {
          const down = stepFrom(flame, starts, node, 'down');
          if (down !== node) assert.equal(stepFrom(flame, starts, down, 'up'), node);
          const right = stepFrom(flame, starts, node, 'right');
          if (right !== node) {
            assert.equal(flame.depth[right], flame.depth[node]);
            assert.equal(stepFrom(flame, starts, right, 'left'), node);
          }
        }
      }),
    );
  });
});

describe('two traces beside each other', () => {
  it('differ nowhere either when they took no time at all', () => {
    fc.assert(
      fc.property(anyTrace, (answer) => {
        answer.spans.duration.fill(0);
        const layout = traceLayout({ ...answer, duration: 0 });
        assert.ok(comparedRows(layout, layout).difference.every((each) => each === ''));
      }),
    );
  });

  it('differ nowhere from themselves', () => {
    fc.assert(
      fc.property(anyTrace, (answer) => {
        const layout = traceLayout(answer);
        const { difference, differs } = comparedRows(layout, layout);
        assert.ok(difference.every((each) => each === ''));
        assert.equal(differs.indexOf(1), -1);
      }),
    );
  });
});
