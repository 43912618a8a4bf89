import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selfTime } from '@tracebin/model';
import fc from 'fast-check';
import { anyTrace } from '../../../test/any-trace.ts';
import { TraceBuilder } from '../../../test/trace-builder.ts';
import { layerTimes } from '../head/layer-times.ts';
import { foldedAbove, itemOfKey, keyOfItem } from '../view/folding.ts';
import { findSpans, matchesUntil, nextMatch } from './find-spans.ts';
import { layerDensity } from './layer-density.ts';
import { selfTimeAt, selfTimeBetween } from './self-segments.ts';
import { FOLD_AT_LEAST, siblingGroups } from './sibling-groups.ts';
import { takeTurns } from './take-turns.ts';
import { traceLayout } from './trace-layout.ts';
import { isGroupRow, rowOfGroup, rowShowing, visibleRows } from './visible-rows.ts';

const OPEN = { isSpanFolded: () => false, isGroupFolded: () => false };
const same = (detail: string) => detail.replace(/\d+/g, '?');

/** A root with `count` children that do the same thing. */
function loop(count: number, name = 'query') {
  const trace = new TraceBuilder('a'.repeat(32));
  const root = trace.add({ service: 'web', name: 'GET /', at: 0, took: 100 });
  for (let i = 0; i < count; i++) {
    trace.add({ service: 'web', parent: root, name, detail: `SELECT ${i}`, at: i, took: 0.5 });
  }
  return trace;
}

describe('layout of a trace', () => {
  it('has the self time that the model says, however it is cut', () => {
    fc.assert(
      fc.property(anyTrace, fc.integer({ min: 0, max: 90 }), (answer, middle) => {
        const layout = traceLayout(answer);
        // The model takes durations as they are; drawing has none below zero.
        const whole = selfTime({ ...layout.tree, end: layout.end });
        for (let at = 0; at < layout.count; at++) {
          assert.equal(selfTimeAt(layout.self, at), whole[at]);
          const cut = middle * 1e6;
          assert.equal(
            selfTimeBetween(layout.self, at, 0, cut) + selfTimeBetween(layout.self, at, cut, 1e12),
            whole[at],
          );
        }
      }),
    );
  });

  it('splits the whole time of the trace into layers and gaps', () => {
    fc.assert(
      fc.property(anyTrace, (answer) => {
        const layout = traceLayout(answer);
        const { layers, idle } = layerTimes(layout);
        if (layout.count > 0)
          assert.equal(
            layers.reduce((a, b) => a + b, idle),
            layout.duration,
          );
        assert.ok([...layers, idle].every((each) => each >= 0));
      }),
    );
  });

  it('spreads all self time over the minimap', () => {
    fc.assert(
      fc.property(anyTrace, fc.integer({ min: 1, max: 70 }), (answer, columns) => {
        const layout = traceLayout(answer);
        const { busy } = layerDensity(layout, columns);
        const column = Math.max(layout.duration, 1) / columns;
        let spread = 0;
        for (const each of busy) spread += each * column;
        let self = 0;
        for (let at = 0; at < layout.count; at++) self += selfTimeAt(layout.self, at);
        assert.ok(Math.abs(spread - self) <= 1e-4 * Math.max(1e6, self), `${spread} for ${self}`);
      }),
    );
  });

  it('shows every span once when all is open, parents above children', () => {
    fc.assert(
      fc.property(anyTrace, (answer) => {
        const layout = traceLayout(answer);
        const rows = visibleRows(layout, siblingGroups(layout, same), OPEN);
        const spans = [...rows.item].filter((item) => !isGroupRow(item));
        assert.deepEqual(
          [...spans].sort((a, b) => a - b),
          Array.from({ length: layout.count }, (_, at) => at),
        );
        for (const at of spans) {
          const up = layout.parent[at]!;
          if (up !== -1) assert.ok(spans.indexOf(up) < spans.indexOf(at));
        }
      }),
    );
  });

  it('hides what is beneath a folded span and shows the span that hides it', () => {
    const trace = loop(2);
    const layout = traceLayout(trace.answer);
    const groups = siblingGroups(layout, same);
    const rows = visibleRows(layout, groups, { ...OPEN, isSpanFolded: (at) => at === 0 });
    assert.deepEqual([...rows.item], [0]);
    assert.equal(rowShowing(layout, groups, rows, 2), 0);
  });

  it(`folds ${FOLD_AT_LEAST} alike siblings and not ${FOLD_AT_LEAST - 1}`, () => {
    const count = (siblings: number) => siblingGroups(traceLayout(loop(siblings).answer), same).groups.length;
    assert.equal(count(FOLD_AT_LEAST - 1), 0);
    assert.equal(count(FOLD_AT_LEAST), 1);
  });

  it('sums up a group, with what stands between its spans left where it is', () => {
    const trace = loop(6);
    trace.add({ service: 'web', parent: 0, name: 'other', at: 2.6, took: 0.1, failed: true });
    const layout = traceLayout(trace.answer);
    const groups = siblingGroups(layout, same);
    const group = groups.groups[0]!;
    assert.equal(group.total, 3e6);
    assert.equal(group.slowest, 0.5e6);
    assert.equal(group.pattern, 'SELECT ?');
    assert.equal(group.failed, 0);
    const folded = visibleRows(layout, groups, { ...OPEN, isGroupFolded: () => true });
    assert.equal(folded.count, 3);
    assert.deepEqual([folded.item[0], folded.item[1]], [0, rowOfGroup(0)]);
    const open = visibleRows(layout, groups, OPEN);
    assert.equal(open.count, 9);
    assert.deepEqual([...open.depth], [0, 1, 2, 2, 2, 2, 2, 2, 1]);
  });

  it('folds a loop whose turns have spans of their own, and unfolds it with them', () => {
    const trace = new TraceBuilder('b'.repeat(32));
    const root = trace.add({ service: 'web', name: 'root', at: 0, took: 100 });
    for (let i = 0; i < 5; i++) {
      const turn = trace.add({ service: 'web', parent: root, name: 'turn', at: i * 10, took: 9 });
      for (let j = 0; j < 5; j++)
        trace.add({ service: 'web', parent: turn, name: 'step', at: i * 10 + j, took: 1 });
    }
    const layout = traceLayout(trace.answer);
    const groups = siblingGroups(layout, same);
    assert.equal(groups.groups.length, 6);
    assert.equal(visibleRows(layout, groups, { ...OPEN, isGroupFolded: () => true }).count, 2);
    const inner = visibleRows(layout, groups, { ...OPEN, isGroupFolded: (group) => group !== 0 });
    assert.deepEqual([...inner.depth], [0, 1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
    assert.equal(visibleRows(layout, groups, OPEN).count, layout.count + 6);
  });

  it('folds a loop of several statements into one row, and opens it into one row each', () => {
    const trace = new TraceBuilder('d'.repeat(32));
    const root = trace.add({ service: 'web', name: 'GET /week', at: 0, took: 1_000 });
    let at = 0;
    const query = (detail: string) =>
      trace.add({ service: 'web', parent: root, name: 'query', detail, at: at++, took: 0.5 });
    for (let each = 0; each < 5; each++) {
      query(`SELECT programme ${each}`);
      query(`SELECT slots ${each}`);
      // Not every turn is the same.
      for (let slot = 0; slot < 3 + (each % 2); slot++) {
        query(`SELECT booking ${slot}`);
        if (slot !== 1) query(`SELECT spot ${slot}`);
      }
    }
    for (let each = 0; each < 5; each++) query(`UPDATE after ${each}`);
    const layout = traceLayout(trace.answer);
    const groups = siblingGroups(layout, same);
    const folded = visibleRows(layout, groups, { ...OPEN, isGroupFolded: () => true });
    assert.equal(folded.count, 3);
    const loop = groups.groups[-1 - folded.item[1]!]!;
    assert.deepEqual(
      loop.parts.map((part) => [groups.groups[part]!.pattern, groups.groups[part]!.members.length]),
      [
        ['SELECT programme ?', 5],
        ['SELECT slots ?', 5],
        ['SELECT booking ?', 17],
        ['SELECT spot ?', 12],
      ],
    );
    assert.equal(loop.members.length, 39);
    assert.equal(loop.total, 39 * 0.5e6);
    const isLoop = (group: number) => groups.groups[group] === loop;
    const opened = visibleRows(layout, groups, { ...OPEN, isGroupFolded: (group) => !isLoop(group) });
    assert.deepEqual([...opened.depth], [0, 1, 2, 2, 2, 2, 1]);
    const all = visibleRows(layout, groups, OPEN);
    assert.equal(all.count, layout.count + groups.groups.length);
    const inside = loop.members.at(-1)!;
    assert.equal(rowShowing(layout, groups, folded, inside), 1);
    const trueRow = { layout, groups };
    for (const item of [...loop.parts.map(rowOfGroup), folded.item[1]!, inside])
      assert.equal(itemOfKey(trueRow, keyOfItem(trueRow, item)), item);
    assert.deepEqual(foldedAbove(trueRow, { ...OPEN, isGroupFolded: () => true }, inside), [
      rowOfGroup(groups.groupOf[inside]!),
      folded.item[1],
    ]);
  });

  it('takes one loop after the other for two', () => {
    const [a, b] = [1, 2];
    assert.deepEqual(takeTurns([a, a, a, a, a, a, b, b, b, b, b, b], 5), []);
    assert.deepEqual(takeTurns([a, b, a, b, a, b, a], 5), [[a, b]]);
    assert.deepEqual(takeTurns([a, b, a, b, a], 5), []);
    const nine = Array.from({ length: 54 }, (_, index) => index % 9);
    assert.deepEqual(takeTurns(nine, 5), [[0, 1, 2, 3, 4, 5, 6, 7]]);
  });

  it('keeps 100,000 levels of depth without recursion', () => {
    const trace = new TraceBuilder('c'.repeat(32));
    let parent: number | undefined;
    for (let i = 0; i < 100_000; i++) {
      parent = trace.add({
        service: 'web',
        ...(parent === undefined ? {} : { parent }),
        name: 'deep',
        at: 0,
        took: 1,
      });
    }
    const layout = traceLayout(trace.answer);
    const rows = visibleRows(layout, siblingGroups(layout, same), OPEN);
    assert.equal(rows.depth[99_999], 99_999);
  });
});

describe('search inside a trace', () => {
  const trace = loop(3);
  trace.add({ service: 'rates', parent: 0, name: 'GET /Price', at: 5, took: 1, failed: true });
  const layout = traceLayout(trace.answer);
  const groups = siblingGroups(layout, same);
  const positions = (query: string) => {
    const found = findSpans(layout, groups, query);
    return found === null ? null : [...found.matches.keys()].filter((at) => found.matches[at] === 1);
  };

  it('asks for every word, in name, service or detail, whatever the case', () => {
    assert.equal(positions('  '), null);
    assert.deepEqual(positions('price RATES'), [4]);
    assert.deepEqual(positions('price web'), []);
    assert.deepEqual(positions('select 1'), [2]);
    assert.deepEqual(positions('error'), [4]);
    assert.deepEqual(positions(trace.answer.spans.spanId[2]!), [2]);
  });

  it('steps through matches both ways and around the ends', () => {
    const found = findSpans(layout, groups, 'select')!;
    assert.equal(found.count, 3);
    assert.equal(nextMatch(found, 0, 1), 1);
    assert.equal(nextMatch(found, 3, 1), 1);
    assert.equal(nextMatch(found, 1, -1), 3);
    assert.equal(matchesUntil(found, 2), 2);
    assert.equal(nextMatch(findSpans(layout, groups, 'nothing here')!, 0, 1), -1);
  });
});
