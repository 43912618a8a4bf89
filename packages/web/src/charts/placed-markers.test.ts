import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placedMarkers } from './placed-markers.ts';

const moments = (...times: number[]) => times.map((at) => ({ at, label: `v${at}`, title: `deploy v${at}` }));
const plane = { from: 0, to: 1_000, xOf: (at: number) => at };

describe('placedMarkers', () => {
  it('draws each moment inside, in the order of time', () => {
    const placed = placedMarkers(moments(900, 100, -1, 1_001), plane);
    assert.deepEqual(
      placed.map(({ x, label, title, isLabelled }) => [x, label, title, isLabelled]),
      [
        [100.5, 'v100', 'deploy v100', true],
        [900.5, 'v900', 'deploy v900', true],
      ],
    );
  });

  it('makes one line of those within eight pixels of the first, and another from there on', () => {
    const placed = placedMarkers(moments(100, 104, 107, 108), plane);
    assert.deepEqual(
      placed.map(({ x, label, isLabelled }) => [x, label, isLabelled]),
      [
        [100.5, 'v100 +2', true],
        [108.5, 'v108', false],
      ],
    );
    assert.equal(placed[0]!.title, 'deploy v100\ndeploy v104\ndeploy v107');
  });

  it('tells of five hundred at one moment eight by name', () => {
    const [placed, ...others] = placedMarkers(moments(...Array.from({ length: 500 }, () => 100)), plane);
    assert.equal(others.length, 0);
    assert.equal(placed!.label, 'v100 +499');
    assert.equal(placed!.title.split('\n').length, 9);
    assert.match(placed!.title, /and 492 more$/);
  });

  it('leaves out labels that touch or leave the chart, and cuts long ones', () => {
    const far = placedMarkers(moments(100, 135, 136), plane);
    assert.deepEqual(
      far.map(({ isLabelled }) => isLabelled),
      [true, false],
    );
    assert.equal(placedMarkers(moments(100, 136), plane)[1]!.isLabelled, true);
    assert.equal(placedMarkers(moments(970), { ...plane, right: 1_000 })[0]!.isLabelled, false);
    // The second is as far as two labels of their width would need if both stood on the same side of their lines.
    const sides = (second: number) =>
      placedMarkers(moments(100, second), { ...plane, anchorOf: (x) => (x < 110 ? 'start' : 'end') }).map(
        ({ anchor, isLabelled }) => [anchor, isLabelled],
      );
    assert.deepEqual(sides(171), [
      ['start', true],
      ['end', false],
    ]);
    assert.deepEqual(sides(172)[1], ['end', true]);
    const [long] = placedMarkers([{ at: 1, label: 'a'.repeat(17) }], plane);
    assert.equal(long!.label, `${'a'.repeat(15)}…`);
  });
});
